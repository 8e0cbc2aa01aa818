import Foundation
import Imaging
import NeuralNet
import Synchronization

/// Paints masks over their images, images side by side on all threads.
public struct FolderOverlay: Sendable {
  public let pictures: MaskPictures
  public let output: OutputFolder

  /// What was done.
  public struct Outcome: Sendable {
    /// What failed, in the order of the files.
    public let failures: [FileFailure]
    /// The labels that the pictures show, as far as ``MaskLegend`` knows them.
    public let metLabels: Set<UInt8>
  }

  public init(_ pictures: MaskPictures, output: OutputFolder) {
    self.pictures = pictures
    self.output = output
  }

  /// The legend of the pictures, beside them.
  public var legend: URL { output.url.appending(path: "legend.svg") }

  /// Writes the picture of all files that can be read, each as high as its image, and the legend.
  /// - Parameter progress: is called after each picture.
  /// - Throws: `ImageIOError.unwritable` for the legend.
  public func run(
    _ files: [MaskPictureFiles], context: ComputeContext, progress: @Sendable () -> Void = {}
  ) throws -> Outcome {
    let failures = Mutex([Int: FileFailure]())
    let met = Mutex(Set<UInt8>())
    context.forEach(files.count) { index in
      let image = files[index].image
      do {
        try output.prepare(for: image)
        let picture = try pictures.picture(of: files[index])
        try ImageWriter.write(picture.rows, to: output.file(for: image))
        met.withLock { $0.formUnion(picture.metLabels) }
      } catch {
        failures.withLock { $0[index] = FileFailure(path: image.url.path, error: error) }
      }
      progress()
    }
    let failed = failures.withLock { failures in failures.keys.sorted().compactMap { failures[$0] } }
    let labels = met.withLock { $0 }
    let entries = pictures.legend.entries(met: labels)
    if failed.count < files.count, !entries.isEmpty { try OutputFile.write(MaskLegend.svg(entries), to: legend) }
    return Outcome(failures: failed, metLabels: labels)
  }
}
