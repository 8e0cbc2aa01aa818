/// Writes a raster file from the top in blocks of rows. The file appears under its name only by ``finish()``.
package final class EncodedSink: RasterSink {
  private let width: Int
  private let height: Int
  private let encoding: RasterEncoding
  /// The first row of the next block.
  package private(set) var nextRow = 0
  private let file: any ByteSink
  private var encoder: RowEncoder?

  /// Creates the file and writes the header.
  /// - Parameter texts: keywords and values that a PNG keeps.
  /// - Throws: `FileAccessError.unwritable`, or `.unsupported` for sizes that the format cannot hold.
  init(
    to sink: any ByteSink, width: Int, height: Int, encoding: RasterEncoding,
    texts: [(keyword: String, value: String)]
  ) throws {
    precondition(width > 0 && height > 0, "an image has at least one pixel, not \(width) x \(height)")
    if case .indexedPNG(let palette) = encoding { precondition(!palette.colours.isEmpty, "the colour table is empty") }
    self.width = width
    self.height = height
    self.encoding = encoding
    file = sink
    let limit = encoding.limit
    guard width <= limit.side, height <= limit.side else {
      throw ImageIOError.unsupported(
        path: file.path, what: "\(width) x \(height) pixels are too many for the format (\(limit.side) a side)",
        remedy: limit.remedy)
    }
    encoder = try encoding.makeEncoder(to: sink, width: width, height: height, texts: texts)
  }

  /// Encodes the next rows.
  /// - Throws: `FileAccessError.unwritable`, also for an index without an entry in the colour table.
  package func write(_ band: Raster) throws {
    precondition(
      band.width == width && band.bands == encoding.bands && band.sampleType == encoding.sampleType,
      "rows of \(band.width) pixels with \(band.bands) bands of \(band.sampleType) do not fit the image")
    switch band.samples {
    case .uint8(let values): try values.withUnsafeBytes { try write($0, rows: band.height) }
    case .uint16(let values): try values.withUnsafeBytes { try write($0, rows: band.height) }
    case .float32(let values): try values.withUnsafeBytes { try write($0, rows: band.height) }
    }
  }

  package func finish() throws {
    precondition(nextRow == height, "\(nextRow) of \(height) rows are written")
    guard let encoder else { preconditionFailure("the image is finished") }
    try encoder.finish()
    self.encoder = nil
    try file.commit()
  }

  private func write(_ bytes: UnsafeRawBufferPointer, rows: Int) throws {
    guard let encoder else { preconditionFailure("the image is finished") }
    precondition(nextRow + rows <= height, "more rows than the image has")
    try encoder.write(
      bytes.assumingMemoryBound(to: UInt8.self).baseAddress,
      rowBytes: width * encoding.bands * encoding.sampleType.byteCount, count: rows)
    nextRow += rows
  }
}
