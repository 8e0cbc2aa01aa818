import Basics

/// The upright rows of a file that a ``RowDecoder`` decodes.
package final class DecodedSource: RasterSource {
  package let info: RasterInfo
  /// The first row of the next call of ``readRows(_:)``.
  package private(set) var nextRow = 0
  private let decoder: RowDecoder
  private let warnings: FileWarnings?
  private var turned: Raster?

  /// - Throws: `ImageIOError.tooLarge`, `.outOfMemory`.
  init(
    _ decoder: RowDecoder, format: RasterFormat, orientation: ImageOrientation = .upright, palette: Palette? = nil,
    georeference: Georeference, options: DecodingOptions
  ) throws {
    let header = decoder.header
    self.decoder = decoder
    warnings = options.warnings
    info = RasterInfo(
      path: decoder.path, width: Int(orientation.swapsAxes ? header.height : header.width),
      height: Int(orientation.swapsAxes ? header.width : header.height), bands: Int(header.channels),
      sampleType: header.bit_depth == 16 ? .uint16 : .uint8, georeference: georeference, palette: palette,
      orientation: orientation, format: format, storedBitDepth: Int(header.stored_depth),
      needsWholeImage: header.is_buffered || orientation.needsWholeImage)
    let (pixels, overflows) = info.width.multipliedReportingOverflow(by: info.height)
    let limit = options.maxPixels ?? DecodingOptions.defaultMaxPixels
    if overflows || pixels > limit {
      throw ImageIOError.tooLarge(path: info.path, width: info.width, height: info.height, maxPixels: limit)
    }
    if info.needsWholeImage { try checkMemory(rows: Int(header.height), copies: 2) }
  }

  /// The number of complete rows at the top of the stored image. All rows are complete unless truncated images are
  /// allowed.
  package var completeRows: Int { decoder.completeRows }

  package func readRows(_ count: Int) throws -> Raster? {
    precondition(count > 0, "a band has at least one row")
    let count = min(count, info.height - nextRow)
    guard count > 0 else { return nil }
    let band: Raster
    if info.orientation.needsWholeImage {
      let whole = try turned ?? decodeAndTurn()
      band = whole.cropped(x: 0, y: nextRow, width: info.width, height: count)
      turned = nextRow + count < info.height ? whole : nil
      nextRow += count
    } else {
      let stored = try decode(count)
      nextRow += count
      band = stored.turned(info.orientation)
      if nextRow == info.height { try finish() }
    }
    return band
  }

  private func decodeAndTurn() throws -> Raster {
    let stored = try decode(Int(decoder.header.height))
    try finish()
    return stored.turned(info.orientation)
  }

  private func finish() throws {
    if let remark = try decoder.finish() { warnings?.add(path: info.path, message: remark) }
  }

  private func decode(_ rows: Int) throws -> Raster {
    // A turned image needs a second copy.
    try checkMemory(rows: rows, copies: info.orientation == .upright ? 1 : 2)
    let samples = Int(decoder.header.width) * info.bands * rows
    let values: Raster.Samples
    if info.sampleType == .uint16 {
      values = .uint16(
        try [UInt16](unsafeUninitializedCapacity: samples) { buffer, count in
          try decoder.read(rows, to: UnsafeMutableRawBufferPointer(buffer))
          count = samples
        })
    } else {
      values = .uint8(
        try [UInt8](unsafeUninitializedCapacity: samples) { buffer, count in
          try decoder.read(rows, to: UnsafeMutableRawBufferPointer(buffer))
          count = samples
        })
    }
    return Raster(width: Int(decoder.header.width), height: rows, bands: info.bands, samples: values)
  }

  /// Throws when `copies` of `rows` stored rows do not fit in memory. Their allocation would end the program.
  private func checkMemory(rows: Int, copies: Int) throws {
    let bytes = decoder.byteCount(rows: rows, copies: copies)
    if bytes > PhysicalMemory.byteCount { throw ImageIOError.outOfMemory(path: info.path, bytes: bytes) }
  }
}
