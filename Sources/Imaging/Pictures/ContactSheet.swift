import Foundation

/// A PNG of thumbnails in rows. It is written one row of thumbnails at a time.
package final class ContactSheet {
  /// The places of the thumbnails on a page.
  package struct Layout: Hashable, Sendable {
    /// The number of thumbnails on the page.
    package let count: Int
    /// The size of the cell of a thumbnail, in pixels.
    package let cellWidth: Int
    package let cellHeight: Int
    /// Pixels between thumbnails and around them.
    package let gap: Int
    package let columns: Int

    /// - Parameters:
    ///   - columns: nil for a page with about the shape of a screen.
    ///   - longestSide: the greatest width of the page in pixels, if a column fits.
    /// - Precondition: at least one thumbnail, positive sizes.
    package init(
      count: Int, cellWidth: Int, cellHeight: Int, gap: Int = 8, columns: Int? = nil, longestSide: Int = .max
    ) {
      precondition(count > 0 && cellWidth > 0 && cellHeight > 0 && gap >= 0, "an empty page has no layout")
      self.count = count
      self.cellWidth = cellWidth
      self.cellHeight = cellHeight
      self.gap = gap
      let wide = (1.6 * Double(count * (cellHeight + gap)) / Double(cellWidth + gap)).squareRoot()
      let most = (longestSide - gap) / (cellWidth + gap)
      self.columns = min(count, max(1, min(most, columns ?? Int(wide.rounded()))))
    }

    package var rows: Int { (count + columns - 1) / columns }
    /// The size of the page, in pixels.
    package var width: Int { gap + columns * (cellWidth + gap) }
    package var height: Int { gap + rows * (cellHeight + gap) }

    /// The thumbnails of row `row` of the page.
    package func indices(inRow row: Int) -> Range<Int> { row * columns..<min(count, (row + 1) * columns) }

    /// The size of a picture that is shrunk to its cell. A small picture is not enlarged.
    package func size(fitting width: Int, _ height: Int) -> (width: Int, height: Int) {
      let scale = min(1, Double(cellWidth) / Double(width), Double(cellHeight) / Double(height))
      return (max(1, Int((Double(width) * scale).rounded())), max(1, Int((Double(height) * scale).rounded())))
    }
  }

  private static let paper: UInt8 = 246
  /// The grey of a cell without a picture.
  private static let blank: UInt8 = 214

  package let layout: Layout
  private let sink: any RasterSink

  /// Creates the PNG.
  /// - Throws: `ImageIOError`.
  package init(to url: URL, layout: Layout) throws {
    self.layout = layout
    sink = try RasterFile.create(url, width: layout.width, height: layout.height, encoding: .png(bands: 3))
    try write([UInt8](repeating: Self.paper, count: 3 * layout.width * layout.gap))
  }

  /// Writes the next row of thumbnails.
  /// - Parameter thumbnails: pictures of 8-bit RGB, at most as large as a cell; nil for a missing picture.
  /// - Precondition: there are no more thumbnails than columns.
  package func write(row thumbnails: [Raster?]) throws {
    precondition(thumbnails.count <= layout.columns, "a row has \(layout.columns) thumbnails")
    let rowBytes = 3 * layout.width
    var values = [UInt8](repeating: Self.paper, count: rowBytes * (layout.cellHeight + layout.gap))
    for (index, thumbnail) in thumbnails.enumerated() {
      let left = layout.gap + index * (layout.cellWidth + layout.gap)
      let image =
        thumbnail
        ?? Raster(
          width: layout.cellWidth, height: layout.cellHeight, bands: 3,
          values: .init(repeating: Self.blank, count: 3 * layout.cellWidth * layout.cellHeight))
      precondition(
        image.bands == 3 && image.width <= layout.cellWidth && image.height <= layout.cellHeight,
        "a thumbnail has three bands and lies within its cell")
      let samples = image.samples8
      let x = left + (layout.cellWidth - image.width) / 2
      let y = (layout.cellHeight - image.height) / 2
      for row in 0..<image.height {
        let target = (y + row) * rowBytes + 3 * x
        values.replaceSubrange(
          target..<target + 3 * image.width, with: samples[3 * row * image.width..<3 * (row + 1) * image.width])
      }
    }
    try write(values)
  }

  /// Puts the file in place.
  /// - Precondition: every row has been written.
  package func finish() throws { try sink.finish() }

  private func write(_ rows: [UInt8]) throws {
    try sink.write(
      Raster(width: layout.width, height: rows.count / (3 * layout.width), bands: 3, values: rows))
  }
}
