import Basics
import Foundation

/// Writes an array of `Float` numbers from the top in blocks of rows. The file appears under its name only by ``finish()``.
package final class ArraySink: RasterSink {
  private let file: AtomicFile
  private let width: Int
  private let height: Int
  private let bands: Int
  private var nextRow = 0

  /// Creates the file and writes the header.
  /// - Throws: `FileAccessError.unwritable`.
  init(to url: URL, width: Int, height: Int, encoding: ArrayEncoding) throws {
    self.width = width
    self.height = height
    bands = encoding.bands
    file = try AtomicFile(at: url)
    try file.write(try encoding.header(width: width, height: height))
  }

  package func write(_ band: Raster) throws {
    guard case .float32(let values) = band.samples, band.width == width, band.bands == bands else {
      preconditionFailure("rows of \(band.width) pixels with \(band.bands) bands do not fit the array")
    }
    precondition(nextRow + band.height <= height, "more rows than the array has")
    try values.withUnsafeBytes { try file.write($0) }
    nextRow += band.height
  }

  package func finish() throws {
    precondition(nextRow == height, "\(nextRow) of \(height) rows are written")
    try file.commit()
  }
}
