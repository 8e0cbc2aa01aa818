import Basics
import CImageCodecs
import Foundation

/// The bytes of a file or of an array, for the decoders in C.
final class ByteSource {
  let handle: OpaquePointer
  /// The path of the file, or a name in its place, for messages.
  let path: String
  private let copy: UnsafeMutableBufferPointer<UInt8>?

  init(contentsOf url: URL) throws {
    path = url.isFileURL ? url.path(percentEncoded: false) : url.absoluteString
    guard url.isFileURL else {
      throw FileAccessError.unreadable(path: path, reason: "it is not a file on this machine; download it first")
    }
    var code: Int32 = 0
    guard let handle = image_source_open(path, &code) else {
      throw FileAccessError.unreadable(path: path, reason: FileAccessError.reason(errno: code))
    }
    self.handle = handle
    copy = nil
  }

  init(bytes: [UInt8], name: String) throws {
    path = name
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    _ = copy.initialize(from: bytes)
    guard let handle = image_source_borrow(copy.baseAddress, bytes.count) else {
      copy.deallocate()
      throw ImageIOError.outOfMemory(path: name, bytes: bytes.count)
    }
    self.handle = handle
    self.copy = copy
  }

  deinit {
    image_source_close(handle)
    copy?.deallocate()
  }

  /// The next `count` bytes, or fewer at the end. They are not consumed.
  func peek(_ count: Int) throws -> [UInt8] {
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = image_source_peek(handle, buffer.baseAddress, count)
    }
    try throwReadError()
    return bytes
  }

  /// Throws when an earlier read failed.
  func throwReadError() throws {
    let code = image_source_error(handle)
    if code != 0 { throw FileAccessError.unreadable(path: path, reason: FileAccessError.reason(errno: code)) }
  }
}
