import Basics
import Foundation

extension RasterFile {
  /// Creates a file to write from the top in blocks of rows. It appears under its name only when it is finished.
  /// - Parameter texts: keywords (Latin-1, at most 79 bytes) and values that a PNG keeps.
  /// - Throws: `FileAccessError.unwritable`, or `ImageIOError.unsupported` for sizes that the format cannot hold.
  public static func create(
    _ url: URL, width: Int, height: Int, encoding: RasterEncoding, texts: [(keyword: String, value: String)] = []
  ) throws -> any RasterSink {
    if case .geoTIFF(let layout) = encoding {
      #if GDAL
        return try GDALSink(to: url, width: width, height: height, encoding: layout)
      #else
        throw ImageIOError.unsupported(
          path: url.path(percentEncoded: false), what: "this build writes no GeoTIFF of \(layout.bands) bands",
          remedy: wayToGDAL)
      #endif
    }
    if case .array(let layout) = encoding {
      return try ArraySink(to: url, width: width, height: height, encoding: layout)
    }
    return try EncodedSink(
      to: FileSink(AtomicFile(at: url)), width: width, height: height, encoding: encoding, texts: texts)
  }

  /// Writes a source of 8-bit samples in blocks of rows. The file is a JPEG when its name ends so, and else a PNG.
  /// - Throws: `FileAccessError`, `ImageIOError`.
  public static func write(_ source: any RasterSource, to url: URL, quality: Int = 90) throws {
    let info = source.info
    let sink = try create(
      url, width: info.width, height: info.height,
      encoding: RasterEncoding(for: url, bands: info.bands, sampleType: .uint8, quality: quality))
    // A block has about a million pixels.
    let count = max(1, 1 << 20 / info.width)
    while let band = try source.readRows(count) { try sink.write(band) }
    try sink.finish()
  }

  /// The bytes of a file that holds `raster`.
  /// - Precondition: the raster has the bands and sample type of `encoding`.
  /// - Throws: `FileAccessError`, `ImageIOError`.
  package static func bytes(of raster: Raster, encoding: RasterEncoding) throws -> [UInt8] {
    let bytes = try MemorySink(name: "an image in memory")
    let sink = try EncodedSink(to: bytes, width: raster.width, height: raster.height, encoding: encoding, texts: [])
    try sink.write(raster)
    try sink.finish()
    return bytes.bytes
  }

  /// The bytes of a PNG of labels with a colour table.
  /// - Throws: `FileAccessError`, also when a label has no colour.
  package static func bytes(of labels: LabelMap, palette: Palette) throws -> [UInt8] {
    try bytes(of: labels.raster8, encoding: .indexedPNG(palette))
  }
}

extension Raster {
  /// Decodes the file at `url` and applies its Exif orientation.
  /// - Throws: `FileAccessError.unreadable`, `ImageIOError`.
  public init(contentsOf url: URL, options: DecodingOptions = .init()) throws {
    self = try RasterFile.open(url, options: options).readAll()
  }

  /// Decodes a file in memory. Errors show `name` in place of a path.
  public init(bytes: [UInt8], name: String, options: DecodingOptions = .init()) throws {
    self = try RasterFile.open(bytes: bytes, name: name, options: options).readAll()
  }

  /// Writes a JPEG when the name ends in `.jpg` or `.jpeg`, and else a PNG.
  ///
  /// A PNG holds 1 to 4 bands of 8 or 16 bits. A JPEG holds 8-bit grey or RGB.
  /// - Parameter quality: the quality of a JPEG, 1...100.
  /// - Throws: `FileAccessError.unwritable`, `ImageIOError.unsupported`.
  public func write(to url: URL, quality: Int = 90) throws {
    let encoding = RasterEncoding(for: url, bands: bands, sampleType: sampleType, quality: quality)
    if !encoding.holds(bands: bands, sampleType: sampleType) {
      throw ImageIOError.unsupported(
        path: url.path(percentEncoded: false),
        what: "a \(encoding.format.name) cannot hold \(bands) bands of \(8 * sampleType.byteCount) bits",
        remedy: "write a PNG, or only 8-bit grey or RGB")
    }
    let sink = try RasterFile.create(url, width: width, height: height, encoding: encoding)
    try sink.write(self)
    try sink.finish()
  }
}
