import Basics
import CImageCodecs

/// The place that an encoder writes its bytes to.
protocol ByteSink: AnyObject {
  /// The path or name of the sink, for messages.
  var path: String { get }
  var handle: OpaquePointer { get }

  /// Throws when an earlier write failed.
  func throwWriteError() throws
  /// Completes the bytes.
  func commit() throws
}

/// A sink that is a file. The file appears under its name only by ``commit()``.
final class FileSink: ByteSink {
  var path: String { file.path }
  let handle: OpaquePointer
  private let file: AtomicFile

  init(_ file: AtomicFile) throws {
    guard let sink = image_sink_descriptor(file.openDescriptor) else {
      throw FileAccessError.unwritable(path: file.path, reason: "there is too little memory")
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

/// A sink that collects bytes in memory.
final class MemorySink: ByteSink {
  let path: String
  let handle: OpaquePointer

  /// - Parameter name: the name that errors show in place of a path.
  init(name: String) throws {
    guard let sink = image_sink_memory() else {
      throw FileAccessError.unwritable(path: name, reason: "there is too little memory")
    }
    path = name
    handle = sink
  }

  deinit { image_sink_close(handle) }

  /// The bytes that were written so far.
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
