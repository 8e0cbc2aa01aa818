import Foundation
import Imaging
import NeuralNet
import Synchronization

/// Paints masks over their images, images side by side on all threads.
public struct FolderOverlay: Sendable {
  public let overlay: Overlay
  public let output: OutputFolder
  public let options: DecodingOptions
  /// Whether files beside the overlays give way that are there already.
  public var replaces = true

  public init(_ overlay: Overlay, output: OutputFolder, options: DecodingOptions = .init()) {
    self.overlay = overlay
    self.output = output
    self.options = options
  }

  /// Writes the overlay of every pair that can be read, each as wide and high as its image, and beside it what places it
  /// on Earth.
  /// - Parameters:
  ///   - pairs: image first, mask second.
  ///   - warn: is told what the user should know.
  ///   - progress: is called after each pair.
  /// - Returns: what failed, in the order of `pairs`.
  public func run(
    _ pairs: [(first: ImageFolder.Item, second: ImageFolder.Item)], context: ComputeContext,
    warn: @Sendable (String) -> Void = { _ in }, progress: @Sendable () -> Void = {}
  ) -> [FileFailure] {
    output.removeAbandoned(of: pairs.map(\.first))
    let failures = Mutex([Int: FileFailure]())
    context.forEach(pairs.count) { index in
      let (image, mask) = pairs[index]
      do {
        try output.prepare(for: image)
        let file = output.file(for: image)
        let beside = try GeoreferenceFiles(beside: image.url).write(
          from: image.url, beside: file, replaces: replaces, options: options)
        if let warning = beside.warning { warn(warning) }
        do {
          try overlay.render(image: image.url, labels: mask.url, to: file, options: options)
        } catch {
          beside.remove()
          throw error
        }
      } catch {
        failures.withLock { $0[index] = FileFailure(path: image.url.path, error: error) }
      }
      progress()
    }
    return failures.withLock { failures in failures.keys.sorted().compactMap { failures[$0] } }
  }
}
