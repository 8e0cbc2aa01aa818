import Basics
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

/// Bytes that go to a file, which appears under its name only by ``commit()``.
final class FileSink: ByteSink {
  var path: String { file.path }
  let handle: OpaquePointer
  private let file: AtomicFile

  init(_ file: AtomicFile) throws {
    guard let sink = image_sink_descriptor(file.openDescriptor) else {
      throw FileAccessError.unwritable(path: file.path, reason: "memory is short")
    }
    self.file = file
    handle = sink
  }

  deinit { image_sink_close(handle) }

  func throwWriteError() throws {
    let code = image_sink_error(handle)
    if code != 0 { throw FileAccessError.unwritable(path: path, reason: FileAccessError.reason(errno: code)) }
  }

  func commit() throws {
    _ = image_sink_flush(handle)
    try throwWriteError()
    try file.commit()
  }
}

/// Bytes gathered in memory.
final class MemorySink: ByteSink {
  let path: String
  let handle: OpaquePointer

  /// - Parameter name: stands for the path in errors.
  init(name: String) throws {
    guard let sink = image_sink_memory() else {
      throw FileAccessError.unwritable(path: name, reason: "memory is short")
    }
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
    if code != 0 { throw FileAccessError.unwritable(path: path, reason: FileAccessError.reason(errno: code)) }
  }

  func commit() throws { try throwWriteError() }
}
