import Foundation

extension MemoryRaster {
  /// Reads a rectangle of an image, in bands of rows, so that a large image is not in memory as a whole.
  /// - Parameters:
  ///   - x: the first column, in pixels, and `y` the first row.
  ///   - width: of the rectangle, in pixels, and `height` likewise.
  /// - Throws: `ImageIOError`, also `.truncated` where the file ends before the rectangle does.
  package convenience init(
    contentsOf url: URL, x: Int, y: Int, width: Int, height: Int, options: DecodingOptions
  ) throws {
    let rows = try RasterFile.open(url, options: options)
    var result: Raster?
    var start = 0
    while start < y + height, let band = try rows.readRows(min(256, y + height - start)) {
      let first = max(y, start)
      if first < start + band.height {
        let part = band.cropped(x: x, y: first - start, width: width, height: start + band.height - first)
        result = result.map { $0.appending(part) } ?? part
      }
      start += band.height
    }
    guard let result, result.height == height else {
      throw ImageIOError.truncated(path: url.path, expectedRows: rows.height, readRows: start)
    }
    self.init(result, info: rows.info)
  }
}
