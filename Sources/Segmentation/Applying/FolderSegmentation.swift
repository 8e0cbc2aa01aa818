import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Synchronization

/// Segments many images: small ones side by side, each on one thread, large ones tile by tile on all threads.
package struct FolderSegmentation: Sendable {
  package let segmenter: Segmenter
  package let output: OutputFolder
  package let options: DecodingOptions
  /// Whether files beside the masks give way that are there already.
  package var replaces = true

  /// Images of more pixels than this are worked on one after another.
  private static let largePixels = 1 << 21

  package init(_ segmenter: Segmenter, output: OutputFolder, options: DecodingOptions = .init()) {
    self.segmenter = segmenter
    self.output = output
    self.options = options
  }

  /// Writes what the masks show: `classes.csv`, `names.json`, and beside masks of indices `classes.qml`, a QGIS style.
  /// - Throws: ``DatasetError/differs(path:)`` where masks of other classes lie, `FileAccessError.unwritable`.
  package func writeStyle() throws {
    var naming = segmenter.encoding.naming
    naming.marksNoData = segmenter.model.input.preparation.marksNoData && segmenter.encoding.tellsNoData
    let style = MaskStyle(naming)
    try output.write(style.csv, name: "classes.csv", replaces: replaces)
    if segmenter.encoding.format == .index { try output.write(style.qml, name: "classes.qml", replaces: replaces) }
    try output.write(naming.json(), name: Naming.fileName, replaces: replaces)
  }

  /// Writes the mask of every image that can be read, and beside it what places it on Earth.
  /// - Parameters:
  ///   - warn: is told what the user should know.
  ///   - shows: is told the clusters that each mask shows, but for masks of probabilities.
  ///   - progress: is called after each image.
  /// - Returns: what failed, in the order of `items`.
  package func run(
    _ items: [ImageFolder.Item], context: ComputeContext, warn: @Sendable (String) -> Void = { _ in },
    shows: @Sendable (Set<UInt16>) -> Void = { _ in }, progress: @Sendable () -> Void = {}
  ) -> [FileFailure] {
    output.removeAbandoned(of: items)
    let encoding = segmenter.encoding
    let style = encoding.format == .index ? MaskStyle(encoding.naming) : nil
    let workers = (0..<context.threads).map { _ in ComputeContext(threads: 1) }
    let failures = Mutex([Int: FileFailure]())
    let large = Mutex(Set<Int>())
    func work(_ index: Int, _ context: ComputeContext, _ workers: [ComputeContext]) {
      do {
        let (image, mask) = (items[index].url, output.file(for: items[index]))
        try output.prepare(for: items[index])
        let info = try RasterFile.info(of: image, options: options)
        // First, so that a mask that is there is complete and a resumed run may pass it over.
        var beside: [GeoreferenceFiles.Written] = []
        do {
          for file in encoding.container.array == nil ? encoding.files(for: mask) : [] {
            beside.append(
              encoding.container == .geoTIFF
                ? try GeoreferenceFiles.write(
                  beside: file, categories: style?.categories ?? [], style: style?.qml, replaces: replaces)
                : try info.writeGeoreference(beside: file, style: style?.qml, replaces: replaces))
          }
          if let warning = beside.first?.warning { warn(warning) }
          let shown = try segmenter.segment(image, to: mask, options: options, context: context, workers: workers)
          if let shown { shows(shown) }
        } catch {
          for files in beside { files.remove() }
          throw error
        }
      } catch {
        failures.withLock { $0[index] = FileFailure(path: items[index].url.path, error: error) }
      }
      progress()
    }
    context.forEachWithWorker(items.count) { index, worker in
      let info = try? RasterFile.info(of: items[index].url, options: options)
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
