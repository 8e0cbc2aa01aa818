import Basics
import Datasets
import Foundation
import Imaging
import Segmentation

/// Paints masks over their images, several images at once on all threads.
public struct FolderOverlay: Sendable {
  let pictures: MaskPictures
  let output: OutputFolder
  /// Whether existing files beside the pictures are replaced.
  public var replaces = true

  /// The outcome of painting a folder.
  public struct Outcome: Sendable {
    /// The failures, in the order of the files.
    public let failures: [FileFailure]
    /// The labels that the pictures show, as far as ``MaskLegend`` knows them.
    let metLabels: Set<UInt16>
  }

  /// Writes a picture for each image to the folder.
  public init(_ pictures: MaskPictures, output: OutputFolder) {
    self.pictures = pictures
    self.output = output
  }

  /// The file of the legend, beside the pictures.
  var legend: URL { output.url.appending(path: "legend.svg") }

  /// Writes a picture for each of `files` that can be read, as high as its image, and the legend. A picture of one panel gets
  /// the georeference of its image. Pixels without data are transparent.
  /// - Parameters:
  ///   - warn: is called with each warning.
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
      // The georeference holds for one panel only: side by side, the pixels of the others lie elsewhere.
      let beside =
        pictures.panels.count > 1
        ? GeoreferenceFiles.Written() : try picture.image.writeGeoreference(beside: file, replaces: replaces)
      if let warning = beside.warning { warn(warning) }
      do {
        try RasterFile.write(picture.hasNoData ? TransparentRows(picture.rows) : picture.rows, to: file)
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
