import Basics
import CImageCodecs
import Foundation

/// Writes an image from the top in bands of rows; the file appears under its name only by ``finish()``.
///
/// Used by one thread at a time. A writer that is let go before ``finish()`` leaves nothing behind.
public final class ImageWriter {
  /// The file format and what a pixel consists of.
  public enum Encoding: Hashable, Sendable {
    /// PNG of 1 to 4 channels, 8 or 16 bits a sample; `compression` in 0 (fast) to 9 (small).
    case png(channels: Int, bitDepth: Int = 8, compression: Int = 6)
    /// PNG of one index a pixel into a colour table, which is not empty.
    case indexedPNG(Palette)
    /// JPEG of 1 or 3 channels; `quality` in 1...100.
    case jpeg(channels: Int, quality: Int = 90)

    /// Samples a pixel.
    public var channels: Int {
      switch self {
      case .png(let channels, _, _), .jpeg(let channels, _): channels
      case .indexedPNG: 1
      }
    }

    var bitDepth: Int {
      if case .png(_, let bitDepth, _) = self { return bitDepth }
      return 8
    }

    var isPNG: Bool {
      if case .jpeg = self { return false }
      return true
    }
  }

  public let width: Int
  public let height: Int
  public let encoding: Encoding
  /// The row that the next band begins with.
  public private(set) var nextRow = 0
  private let file: any ByteSink
  private var encoder: OpaquePointer?

  /// Creates the file and writes the header.
  /// - Parameter texts: keywords (Latin-1, at most 79 bytes) and values to keep in a PNG.
  /// - Throws: `FileAccessError.unwritable`, or `.unsupported` for sizes that the format cannot hold.
  public convenience init(
    to url: URL, width: Int, height: Int, encoding: Encoding, texts: [(keyword: String, value: String)] = []
  ) throws {
    try self.init(to: FileSink(AtomicFile(at: url)), width: width, height: height, encoding: encoding, texts: texts)
  }

  init(
    to sink: any ByteSink, width: Int, height: Int, encoding: Encoding, texts: [(keyword: String, value: String)]
  ) throws {
    precondition(width > 0 && height > 0, "an image has at least one pixel, not \(width) x \(height)")
    if case .indexedPNG(let palette) = encoding { precondition(!palette.colours.isEmpty, "the colour table is empty") }
    self.width = width
    self.height = height
    self.encoding = encoding
    file = sink
    let limit = encoding.isPNG ? Int(Int32.max) : 65500
    guard width <= limit, height <= limit else {
      throw ImageIOError.unsupported(
        path: file.path, what: "\(width) x \(height) pixels are too many for the format (\(limit) a side)",
        remedy: encoding.isPNG ? "write it in tiles" : "write a PNG instead")
    }
    var status = IMAGE_CODEC_OK
    encoder = makeEncoder(texts: texts, status: &status)
    guard encoder != nil else { throw FileAccessError.unwritable(path: file.path, reason: "memory is short") }
    try check(status)
  }

  deinit { destroyEncoder() }

  /// Encodes the next rows: `rows.count` bytes of 8-bit samples.
  /// - Throws: `FileAccessError.unwritable`, also for an index without an entry in the colour table.
  /// - Precondition: whole rows, and no more than the image has.
  public func write(_ rows: [UInt8]) throws {
    precondition(encoding.bitDepth == 8, "the image has 16-bit samples")
    try rows.withUnsafeBytes { try write($0) }
  }

  /// Encodes the next rows: 16-bit samples.
  public func write(_ rows: [UInt16]) throws {
    precondition(encoding.bitDepth == 16, "the image has 8-bit samples")
    try rows.withUnsafeBytes { try write($0) }
  }

  /// Encodes a band as the next rows.
  /// - Precondition: same width, channels and bit depth as the image.
  public func write(_ band: RasterImage) throws {
    precondition(
      band.width == width && band.channels == encoding.channels,
      "a band of \(band.width) pixels with \(band.channels) channels does not fit the image")
    switch band.samples {
    case .bits8(let values): try write(values)
    case .bits16(let values): try write(values)
    }
  }

  /// Encodes a band of labels as the next rows of a palette or grey PNG.
  public func write(_ band: LabelMap) throws {
    precondition(band.width == width && encoding.channels == 1, "the band does not fit the image")
    try write(band.values)
  }

  /// Writes the end mark and puts the file in place.
  /// - Precondition: every row has been written.
  /// - Throws: `FileAccessError.unwritable`.
  public func finish() throws {
    precondition(nextRow == height, "\(nextRow) of \(height) rows are written")
    precondition(encoder != nil, "the image is finished")
    try check(encoding.isPNG ? png_encoder_finish(encoder) : jpeg_encoder_finish(encoder))
    destroyEncoder()
    try file.commit()
  }

  private func write(_ bytes: UnsafeRawBufferPointer) throws {
    let rowBytes = width * encoding.channels * encoding.bitDepth / 8
    let count = bytes.count / rowBytes
    precondition(bytes.count == count * rowBytes, "\(bytes.count) bytes are not whole rows of \(rowBytes)")
    precondition(nextRow + count <= height, "more rows than the image has")
    precondition(encoder != nil, "the image is finished")
    let rows = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
    try check(
      encoding.isPNG
        ? png_encoder_write(encoder, rows, rowBytes, UInt32(count))
        : jpeg_encoder_write(encoder, rows, rowBytes, UInt32(count)))
    nextRow += count
  }

  private func makeEncoder(
    texts: [(keyword: String, value: String)], status: inout image_codec_status
  ) -> OpaquePointer? {
    if case .jpeg(let channels, let quality) = encoding {
      var layout = jpeg_layout(
        width: UInt32(width), height: UInt32(height), channels: Int32(channels), quality: Int32(quality))
      return jpeg_encoder_create(file.handle, &layout, &status)
    }
    var layout = png_layout()
    layout.width = UInt32(width)
    layout.height = UInt32(height)
    layout.channels = Int32(encoding.channels)
    layout.bit_depth = Int32(encoding.bitDepth)
    layout.compression = 6
    if case .png(_, _, let compression) = encoding { layout.compression = Int32(compression) }
    var table: [UInt8] = []
    if case .indexedPNG(let palette) = encoding {
      table = palette.colours.flatMap { [$0.red, $0.green, $0.blue] }
      layout.palette_count = Int32(palette.colours.count)
    }
    let copies = texts.flatMap { [strdup($0.keyword), strdup($0.value)] }
    defer { copies.forEach { free($0) } }
    let pointers = copies.map { UnsafePointer<CChar>($0) }
    layout.text_count = Int32(texts.count)
    return table.withUnsafeBufferPointer { table in
      pointers.withUnsafeBufferPointer { pointers in
        layout.palette = layout.palette_count > 0 ? table.baseAddress : nil
        layout.texts = pointers.baseAddress
        return png_encoder_create(file.handle, &layout, &status)
      }
    }
  }

  private func destroyEncoder() {
    if encoding.isPNG { png_encoder_destroy(encoder) } else { jpeg_encoder_destroy(encoder) }
    encoder = nil
  }

  private func check(_ status: image_codec_status) throws {
    guard status != IMAGE_CODEC_OK else { return }
    try file.throwWriteError()
    let message = String(cString: encoding.isPNG ? png_encoder_message(encoder) : jpeg_encoder_message(encoder))
    throw FileAccessError.unwritable(path: file.path, reason: message)
  }
}
