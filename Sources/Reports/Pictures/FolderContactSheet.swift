import Basics
import Datasets
import Foundation
import Imaging
import Segmentation

/// Puts the pictures of a whole folder onto one page.
public struct FolderContactSheet: Sendable {
  public let pictures: MaskPictures
  /// Pixels of the longer side of a thumbnail's panel.
  public let thumbnail: Int

  public init(_ pictures: MaskPictures, thumbnail: Int = 240) {
    self.pictures = pictures
    self.thumbnail = thumbnail
  }

  /// Writes a page with a thumbnail for each of `files`, blank for those that cannot be read, in their order, and its legend.
  ///
  /// Memory does not grow with the number of files.
  /// - Parameter progress: is called after each thumbnail.
  /// - Throws: `ImageIOError` for the page or its legend.
  /// - Precondition: there are files.
  public func write(
    _ files: [MaskPictureFiles], to url: URL, parallel: Parallel, progress: @Sendable () -> Void = {}
  ) throws -> FolderOverlay.Outcome {
    let layout = layout(files)
    let sheet = try ContactSheet(to: url, layout: layout)
    var failures: [FileFailure] = []
    var met: Set<UInt16> = []
    for row in 0..<layout.rows {
      let (made, failed) = parallel.attempt(
        Array(files[layout.indices(inRow: row)]), path: { $0.image.url.path }, progress: progress
      ) { try picture(of: $0, layout: layout) }
      try sheet.write(row: made.map { $0?.image })
      met.formUnion(made.flatMap { $0?.met ?? [] })
      failures += failed
    }
    try sheet.finish()
    let entries = pictures.legend.entries(met: met)
    if !entries.isEmpty { try AtomicFile.write(MaskLegend.svg(entries), to: Self.legend(of: url)) }
    return FolderOverlay.Outcome(failures: failures, metLabels: met)
  }

  /// The legend of the page at `url`, beside it.
  public static func legend(of url: URL) -> URL {
    url.deletingLastPathComponent().appending(path: "\(url.deletingPathExtension().lastPathComponent)-legend.svg")
  }

  /// Cells that the pictures fill well: as high for their width as the highest image is, within reason.
  private func layout(_ files: [MaskPictureFiles]) -> ContactSheet.Layout {
    let sizes = files.prefix(500).compactMap { try? RasterFile.info(of: $0.image.url, options: pictures.options) }
    let ratio = sizes.map { Double($0.height) / Double($0.width) }.max() ?? 1
    let width = ratio <= 1 ? Double(thumbnail) : max(Double(thumbnail) / 2, Double(thumbnail) / ratio)
    let height = min(Double(thumbnail), max(1, width * ratio))
    let panels = pictures.panels.count
    return ContactSheet.Layout(
      count: files.count, cellWidth: Int(width.rounded()) * panels + (panels - 1) * Int(width / 60),
      cellHeight: Int(height.rounded(.up)), gap: panels > 1 ? 20 : 8)
  }

  private func picture(
    of files: MaskPictureFiles, layout: ContactSheet.Layout
  ) throws -> (image: Raster, met: Set<UInt16>) {
    let picture = try pictures.picture(of: files)
    let rows = picture.rows
    let size = layout.size(fitting: rows.width, rows.height)
    let image = try ResizedRows(rows, width: size.width, height: size.height).readAll()
    return (image, picture.metLabels)
  }
}
