import Basics
import Datasets
import Foundation
import Imaging
import Segmentation

/// Paints masks over their images, images side by side on all threads.
public struct FolderOverlay: Sendable {
  public let pictures: MaskPictures
  public let output: OutputFolder
  /// Whether files beside the pictures give way that are there already.
  public var replaces = true

  /// What was done.
  public struct Outcome: Sendable {
    /// What failed, in the order of the files.
    public let failures: [FileFailure]
    /// The labels that the pictures show, as far as ``MaskLegend`` knows them.
    public let metLabels: Set<UInt16>
  }

  public init(_ pictures: MaskPictures, output: OutputFolder) {
    self.pictures = pictures
    self.output = output
  }

  /// The legend of the pictures, beside them.
  public var legend: URL { output.url.appending(path: "legend.svg") }

  /// Writes the picture of all files that can be read, each as high as its image, beside it what places it on Earth
  /// where it shows one panel, and the legend.
  /// - Parameters:
  ///   - warn: is told what the user should know.
  ///   - progress: is called after each picture.
  /// - Throws: `FileAccessError.unwritable` for the legend.
  public func run(
    _ files: [MaskPictureFiles], parallel: Parallel, warn: @Sendable (String) -> Void = { _ in },
    progress: @Sendable () -> Void = {}
  ) throws -> Outcome {
    output.removeAbandoned(of: files.map(\.image))
    let (painted, failed) = parallel.attempt(files, path: { $0.image.url.path }, progress: progress) { files in
      let image = files.image
      try output.prepare(for: image)
      let picture = try pictures.picture(of: files)
      let file = output.file(for: image)
      // Of several panels side by side the pixels lie elsewhere.
      let beside =
        pictures.panels.count > 1
        ? GeoreferenceFiles.Written() : try picture.image.writeGeoreference(beside: file, replaces: replaces)
      if let warning = beside.warning { warn(warning) }
      do {
        try RasterFile.write(picture.rows, to: file)
      } catch {
        beside.remove()
        throw error
      }
      return picture.metLabels
    }
    let labels = painted.compactMap { $0 }.reduce(into: Set<UInt16>()) { $0.formUnion($1) }
    let entries = pictures.legend.entries(met: labels)
    if failed.count < files.count, !entries.isEmpty { try AtomicFile.write(MaskLegend.svg(entries), to: legend) }
    return Outcome(failures: failed, metLabels: labels)
  }
}
