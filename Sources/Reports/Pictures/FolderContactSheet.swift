import Basics
import Datasets
import Foundation
import Imaging
import Segmentation
import Synchronization

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
    var met: Set<UInt8> = []
    for row in 0..<layout.rows {
      let indices = layout.indices(inRow: row)
      let made = Mutex([Int: (image: RasterImage, met: Set<UInt8>)]())
      let failed = Mutex([Int: FileFailure]())
      parallel.forEach(indices.count) { offset in
        let file = files[indices.lowerBound + offset]
        do {
          let picture = try picture(of: file, layout: layout)
          made.withLock { $0[offset] = picture }
        } catch {
          failed.withLock { $0[offset] = FileFailure(path: file.image.url.path, error: error) }
        }
        progress()
      }
      let pictures = made.withLock { made in (0..<indices.count).map { made[$0] } }
      try sheet.write(row: pictures.map { $0?.image })
      met.formUnion(pictures.flatMap { $0?.met ?? [] })
      failures += failed.withLock { failed in failed.keys.sorted().compactMap { failed[$0] } }
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
    let sizes = files.prefix(500).compactMap { try? ImageInfo(contentsOf: $0.image.url, options: pictures.options) }
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
  ) throws -> (image: RasterImage, met: Set<UInt8>) {
    let picture = try pictures.picture(of: files)
    let rows = picture.rows
    let size = layout.size(fitting: rows.width, rows.height)
    let resized = ResizedRows(rows, width: size.width, height: size.height)
    guard let image = try resized.readRows(size.height) else {
      throw ImageIOError.truncated(path: rows.path, expectedRows: rows.height, readRows: 0)
    }
    return (image, picture.metLabels)
  }
}
