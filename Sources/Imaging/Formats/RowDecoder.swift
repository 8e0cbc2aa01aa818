import Basics
import CImageCodecs

/// Decodes an image of any format from the top.
///
/// The formats have the same C functions, so a decoder is a table of functions and a handle.
final class RowDecoder {
  struct Functions: Sendable {
    let read:
      @Sendable (OpaquePointer, UnsafeMutablePointer<UInt8>, Int, UInt32, UnsafeMutablePointer<UInt32>) ->
        image_codec_status
    let finish: @Sendable (OpaquePointer) -> image_codec_status
    let completeRows: @Sendable (OpaquePointer) -> UInt32
    /// What is amiss outside the pixels; nil if nothing is.
    let remark: @Sendable (OpaquePointer) -> String?
    let message: @Sendable (OpaquePointer) -> UnsafePointer<CChar>
    let destroy: @Sendable (OpaquePointer) -> Void
  }

  let header: image_header
  let path: String
  private let handle: OpaquePointer
  private let source: ByteSource
  private let functions: Functions
  private var rowsRead = 0

  /// - Parameters:
  ///   - handle: the decoder in C; nil when there is too little memory.
  ///   - status: the result of reading the header.
  init(
    _ handle: OpaquePointer?, header: image_header, status: image_codec_status, of source: ByteSource,
    functions: Functions
  ) throws {
    guard let handle else { throw ImageIOError.outOfMemory(path: source.path, bytes: 0) }
    self.handle = handle
    self.header = header
    self.source = source
    self.functions = functions
    path = source.path
    try check(status)
  }

  deinit { functions.destroy(handle) }

  /// The bytes of one decoded row.
  var rowBytes: Int { Int(header.width) * Int(header.channels) * Int(header.bit_depth / 8) }

  /// The bytes of `copies` times `rows` decoded rows. A hostile header can exceed `Int.max`, which is then returned.
  func byteCount(rows: Int, copies: Int = 1) -> Int {
    let (bytes, overflows) = rows.multipliedReportingOverflow(by: rowBytes * copies)
    return overflows ? .max : bytes
  }

  /// Decodes the next `count` rows to `rows`, which holds `count * rowBytes` bytes.
  func read(_ count: Int, to rows: UnsafeMutableRawBufferPointer) throws {
    precondition(count <= Int(header.height) - rowsRead, "\(count) rows are more than are left")
    var done: UInt32 = 0
    guard let start = rows.baseAddress, count > 0 else { return }
    precondition(rows.count >= count * rowBytes, "too little room for \(count) rows")
    let status = functions.read(
      handle, start.assumingMemoryBound(to: UInt8.self), rowBytes, UInt32(count), &done)
    rowsRead += Int(done)
    try check(status)
  }

  /// Reads the rest of the file after the pixels, up to the end mark.
  /// - Returns: what is amiss outside the pixels; nil if nothing is.
  func finish() throws -> String? {
    try check(functions.finish(handle))
    return functions.remark(handle)
  }

  /// The remark on a file whose rows are all there, but not its end.
  static let lacksEnd = "its end mark is missing; every row is complete, and all are used"

  /// The number of complete rows at the top. All rows are complete unless truncated images are allowed.
  var completeRows: Int { Int(functions.completeRows(handle)) }

  private func check(_ status: image_codec_status) throws {
    guard status != IMAGE_CODEC_OK else { return }
    let message = String(cString: functions.message(handle))
    switch status {
    case IMAGE_CODEC_TRUNCATED:
      throw ImageIOError.truncated(path: path, expectedRows: Int(header.height), readRows: rowsRead)
    case IMAGE_CODEC_UNSUPPORTED:
      throw ImageIOError.unsupported(
        path: path, what: "this kind of JPEG is not supported (\(message))",
        remedy: "save it as an 8-bit JPEG or as a PNG")
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
