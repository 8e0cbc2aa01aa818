import Basics
import CImageCodecs

/// One image being decoded from the top, whatever its format.
///
/// The C functions of the two formats are alike, so a decoder is a table of them and a handle.
final class RowDecoder {
  let header: image_header
  private let handle: OpaquePointer
  private let source: ByteSource
  private let format: ImageFormat
  private var rowsRead = 0

  /// Reads the header.
  /// - Parameter raw: deliver palette indices, and grey values as stored, instead of colours.
  init(_ source: ByteSource, format: ImageFormat, raw: Bool, options: DecodingOptions) throws {
    var header = image_header()
    var status = IMAGE_CODEC_OK
    let handle =
      switch format {
      case .png: png_decoder_create(source.handle, raw, options.allowTruncated, &header, &status)
      case .jpeg: jpeg_decoder_create(source.handle, options.allowTruncated, &header, &status)
      }
    guard let handle else { throw ImageIOError.outOfMemory(path: source.path, bytes: 0) }
    self.handle = handle
    self.header = header
    self.source = source
    self.format = format
    try check(status)
  }

  deinit {
    switch format {
    case .png: png_decoder_destroy(handle)
    case .jpeg: jpeg_decoder_destroy(handle)
    }
  }

  /// Bytes of one delivered row.
  var rowBytes: Int { Int(header.width) * Int(header.channels) * Int(header.bit_depth / 8) }

  /// Bytes of `copies` times `rows` delivered rows; `Int.max` where a hostile header makes them more.
  func byteCount(rows: Int, copies: Int = 1) -> Int {
    let (bytes, overflows) = rows.multipliedReportingOverflow(by: rowBytes * copies)
    return overflows ? .max : bytes
  }

  /// Decodes the next `count` rows to `rows`, which holds `count * rowBytes` bytes.
  func read(_ count: Int, to rows: UnsafeMutableRawBufferPointer) throws {
    precondition(count <= Int(header.height) - rowsRead, "more rows asked for than are left")
    var done: UInt32 = 0
    guard let start = rows.baseAddress, count > 0 else { return }
    precondition(rows.count >= count * rowBytes, "too little room for \(count) rows")
    let bytes = start.assumingMemoryBound(to: UInt8.self)
    let status =
      switch format {
      case .png: png_decoder_read(handle, bytes, rowBytes, UInt32(count), &done)
      case .jpeg: jpeg_decoder_read(handle, bytes, rowBytes, UInt32(count), &done)
      }
    rowsRead += Int(done)
    try check(status)
  }

  /// Checks what follows the pixels, to the end mark.
  func finish() throws {
    switch format {
    case .png: try check(png_decoder_finish(handle))
    case .jpeg: try check(jpeg_decoder_finish(handle))
    }
  }

  /// Rows from the top that are complete; fewer than the height only when truncated data is allowed.
  var completeRows: Int {
    switch format {
    case .png: Int(png_decoder_right_rows(handle))
    case .jpeg: Int(jpeg_decoder_right_rows(handle))
    }
  }

  /// The payload of a JPEG's Exif marker.
  var exif: [UInt8] {
    guard format == .jpeg else { return [] }
    var count = 0
    guard let bytes = jpeg_decoder_exif(handle, &count) else { return [] }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  /// The colour table of a palette PNG.
  var palette: [Palette.Colour] {
    guard header.is_palette else { return [] }
    var bytes = [UInt8](repeating: 0, count: 768)
    png_decoder_palette(handle, &bytes)
    return (0..<Int(header.palette_count)).map { i in
      Palette.Colour(red: bytes[3 * i], green: bytes[3 * i + 1], blue: bytes[3 * i + 2])
    }
  }

  private func check(_ status: image_codec_status) throws {
    guard status != IMAGE_CODEC_OK else { return }
    let path = source.path
    let message =
      switch format {
      case .png: String(cString: png_decoder_message(handle))
      case .jpeg: String(cString: jpeg_decoder_message(handle))
      }
    switch status {
    case IMAGE_CODEC_TRUNCATED:
      throw ImageIOError.truncated(path: path, expectedRows: Int(header.height), readRows: rowsRead)
    case IMAGE_CODEC_UNSUPPORTED:
      throw ImageIOError.unsupported(
        path: path, what: "this kind of JPEG is not handled (\(message))", remedy: "save it as 8-bit JPEG or as PNG")
    case IMAGE_CODEC_NO_MEMORY:
      throw ImageIOError.outOfMemory(path: path, bytes: byteCount(rows: Int(header.height)))
    case IMAGE_CODEC_IO:
      try source.throwReadError()
      throw FileAccessError.unreadable(path: path, reason: message)
    default:
      throw ImageIOError.corrupt(path: path, reason: message)
    }
  }
}
