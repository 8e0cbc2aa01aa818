import Foundation
import Imaging
import NeuralNet
import Synchronization

/// Segments many images: small ones side by side, each on one thread, large ones tile by tile on all threads.
public struct FolderSegmentation: Sendable {
  public let segmenter: Segmenter
  public let output: OutputFolder
  public let options: DecodingOptions

  /// Images of more pixels than this are worked on one after another.
  private static let largePixels = 1 << 21

  public init(_ segmenter: Segmenter, output: OutputFolder, options: DecodingOptions = .init()) {
    self.segmenter = segmenter
    self.output = output
    self.options = options
  }

  /// Writes the mask of every image that can be read.
  /// - Parameter progress: is called after each image.
  /// - Returns: what failed, in the order of `items`.
  public func run(
    _ items: [ImageFolder.Item], context: ComputeContext, progress: @Sendable () -> Void = {}
  ) -> [FileFailure] {
    let workers = (0..<context.threads).map { _ in ComputeContext(threads: 1) }
    let failures = Mutex([Int: FileFailure]())
    let large = Mutex(Set<Int>())
    func work(_ index: Int, _ context: ComputeContext, _ workers: [ComputeContext]) {
      do {
        try output.prepare(for: items[index])
        try segmenter.segment(
          items[index].url, to: output.file(for: items[index]), options: options, context: context, workers: workers)
      } catch {
        failures.withLock { $0[index] = FileFailure(path: items[index].url.path, error: error) }
      }
      progress()
    }
    context.forEachWithWorker(items.count) { index, worker in
      let info = try? ImageInfo(contentsOf: items[index].url, options: options)
      if let info, context.threads > 1, info.width * info.height > Self.largePixels {
        _ = large.withLock { $0.insert(index) }
      } else {
        work(index, workers[worker], [])
      }
    }
    for index in large.withLock({ $0.sorted() }) { work(index, context, workers) }
    return failures.withLock { failures in failures.keys.sorted().compactMap { failures[$0] } }
  }
}
