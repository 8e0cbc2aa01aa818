import Basics
import Datasets
import Foundation
import Imaging
import Segmentation

/// Puts the pictures of a whole folder onto one page, or onto several where they are many.
public struct FolderContactSheet: Sendable {
  let pictures: MaskPictures
  /// Pixels of the longer side of a thumbnail's panel.
  let thumbnail: Int

  /// The most pictures of a page, and the most pixels of its sides. Few programs show larger pages.
  private static let mostPictures = 400
  private static let longestSide = 16_000

  /// A sheet of pictures whose longer side has so many pixels.
  public init(_ pictures: MaskPictures, thumbnail: Int = 240) {
    self.pictures = pictures
    self.thumbnail = thumbnail
  }

  /// The files of the pages that `count` pictures take: `all.png`, `all-2.png` and so on.
  public func pages(of count: Int, at url: URL) -> [URL] {
    let pages = (count + picturesOfPage - 1) / picturesOfPage
    return (0..<max(1, pages)).map { page in
      guard page > 0 else { return url }
      let stem = "\(url.deletingPathExtension().lastPathComponent)-\(page + 1)"
      let name = url.pathExtension.isEmpty ? stem : "\(stem).\(url.pathExtension)"
      return url.deletingLastPathComponent().appending(path: name)
    }
  }

  /// Writes pages with a thumbnail for each of `files`, in order, and one legend. The place of a file that cannot be read stays
  /// blank.
  ///
  /// Memory does not grow with the number of files.
  /// - Parameter progress: is called after each thumbnail.
  /// - Throws: `ImageIOError` for a page or the legend.
  /// - Precondition: there are files.
  public func write(
    _ files: [MaskPictureFiles], to url: URL, parallel: Parallel, progress: @Sendable () -> Void = {}
  ) throws -> FolderOverlay.Outcome {
    var failures: [FileFailure] = []
    var met: Set<UInt16> = []
    for (page, url) in pages(of: files.count, at: url).enumerated() {
      let first = page * picturesOfPage
      let part = Array(files[first..<min(files.count, first + picturesOfPage)])
      let made = try write(page: part, to: url, parallel: parallel, progress: progress)
      failures += made.failures
      met.formUnion(made.metLabels)
    }
    let entries = pictures.legend.entries(met: met)
    if !entries.isEmpty { try AtomicFile.write(MaskLegend.svg(entries), to: Self.legend(of: url)) }
    return FolderOverlay.Outcome(failures: failures, metLabels: met)
  }

  private func write(
    page files: [MaskPictureFiles], to url: URL, parallel: Parallel, progress: @Sendable () -> Void
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
    return FolderOverlay.Outcome(failures: failures, metLabels: met)
  }

  /// The file of the legend, beside the page at `url`.
  static func legend(of url: URL) -> URL {
    url.deletingLastPathComponent().appending(path: "\(url.deletingPathExtension().lastPathComponent)-legend.svg")
  }

  /// Pictures of one page, so that it is no longer than ``longestSide`` with the largest cells.
  private var picturesOfPage: Int {
    let panels = pictures.panels.count
    let columns = Self.longestSide / (thumbnail * panels + Self.gap(panels) * panels)
    let rows = Self.longestSide / (thumbnail + Self.gap(panels))
    return min(Self.mostPictures, max(1, columns) * max(1, rows))
  }

  /// Cells of the largest picture, with the proportions of the highest image, up to twice as high as wide, so that pictures fill
  /// them well. Pictures that are smaller than a thumbnail get smaller cells.
  private func layout(_ files: [MaskPictureFiles]) -> ContactSheet.Layout {
    let sizes = files.compactMap { try? RasterFile.info(of: $0.image.url, options: pictures.options) }
    let ratio = sizes.map { Double($0.height) / Double($0.width) }.max() ?? 1
    var width = ratio <= 1 ? Double(thumbnail) : max(Double(thumbnail) / 2, Double(thumbnail) / ratio)
    var height = min(Double(thumbnail), max(1, width * ratio))
    let scales = sizes.map { min(1, width / Double($0.width), height / Double($0.height)) }
    let fitted = zip(sizes, scales).map { (width: Double($0.width) * $1, height: Double($0.height) * $1) }
    width = fitted.map(\.width).max() ?? width
    height = fitted.map(\.height).max() ?? height
    let panels = pictures.panels.count
    let gaps = (panels - 1) * max(1, Int(width / 60))
    return ContactSheet.Layout(
      count: files.count, cellWidth: Int(width.rounded(.up)) * panels + gaps, cellHeight: Int(height.rounded(.up)),
      gap: Self.gap(panels), longestSide: Self.longestSide)
  }

  private static func gap(_ panels: Int) -> Int { panels > 1 ? 20 : 8 }

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
