import CImageCodecs

/// Where an encoder's bytes go.
protocol ByteSink: AnyObject {
  /// For messages.
  var path: String { get }
  var handle: OpaquePointer { get }

  /// Throws if putting bytes has failed.
  func throwWriteError() throws
  /// Makes what was written final.
  func commit() throws
}

extension AtomicFile: ByteSink {}

/// Bytes gathered in memory.
final class MemorySink: ByteSink {
  let path: String
  let handle: OpaquePointer

  /// - Parameter name: stands for the path in errors.
  init(name: String) throws {
    guard let sink = image_sink_memory() else { throw ImageIOError.unwritable(path: name, reason: "memory is short") }
    path = name
    handle = sink
  }

  deinit { image_sink_close(handle) }

  /// What was written so far.
  var bytes: [UInt8] {
    var count = 0
    guard let start = image_sink_bytes(handle, &count) else { return [] }
    return Array(UnsafeBufferPointer(start: start, count: count))
  }

  func throwWriteError() throws {
    let code = image_sink_error(handle)
    if code != 0 { throw ImageIOError.unwritable(path: path, reason: ImageIOError.reason(errno: code)) }
  }

  func commit() throws { try throwWriteError() }
}
