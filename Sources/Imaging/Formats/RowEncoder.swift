import Basics
import CImageCodecs

/// Encodes an image of any format from the top.
///
/// The formats have the same C functions, so an encoder is a table of functions and a handle.
final class RowEncoder {
  struct Functions: Sendable {
    let write: @Sendable (OpaquePointer, UnsafePointer<UInt8>?, Int, UInt32) -> image_codec_status
    let finish: @Sendable (OpaquePointer) -> image_codec_status
    let message: @Sendable (OpaquePointer) -> UnsafePointer<CChar>
    let destroy: @Sendable (OpaquePointer) -> Void
  }

  private let handle: OpaquePointer
  private let sink: any ByteSink
  private let functions: Functions

  /// - Parameters:
  ///   - handle: the encoder in C; nil when there is too little memory.
  ///   - status: the result of writing the header.
  init(_ handle: OpaquePointer?, status: image_codec_status, to sink: any ByteSink, functions: Functions) throws {
    guard let handle else { throw FileAccessError.unwritable(path: sink.path, reason: "there is too little memory") }
    self.handle = handle
    self.sink = sink
    self.functions = functions
    try check(status)
  }

  deinit { functions.destroy(handle) }

  /// Encodes `count` rows of `rowBytes` each.
  func write(_ rows: UnsafePointer<UInt8>?, rowBytes: Int, count: Int) throws {
    try check(functions.write(handle, rows, rowBytes, UInt32(count)))
  }

  /// Writes the end mark.
  func finish() throws { try check(functions.finish(handle)) }

  private func check(_ status: image_codec_status) throws {
    guard status != IMAGE_CODEC_OK else { return }
    try sink.throwWriteError()
    throw FileAccessError.unwritable(path: sink.path, reason: String(cString: functions.message(handle)))
  }
}
