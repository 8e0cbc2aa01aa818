import Basics
import Foundation

/// A file of TFRecord records that grows while others read it: each record goes to the file as a whole.
///
/// A record is its length (8 bytes, little-endian), the masked check of the length, the bytes, and their masked check.
package final class RecordFile {
  package let path: String
  private let descriptor: Int32

  /// Creates the file. It may not be there yet.
  /// - Throws: `FileAccessError`.
  package convenience init(creating url: URL) throws {
    let path = url.path(percentEncoded: false)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      if errno == EEXIST { throw FileAccessError.occupied(path: path) }
      throw FileAccessError.unwritable(path: path, reason: FileAccessError.reason(errno: errno))
    }
    self.init(descriptor, path: path)
  }

  /// Takes over an open file.
  package init(_ descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { close(descriptor) }

  /// Appends a record.
  /// - Throws: `FileAccessError.unwritable`, also when the disk is full. Nothing of the record then stays in the file.
  package func append(_ bytes: [UInt8]) throws {
    let end = lseek(descriptor, 0, SEEK_END)
    let record = Self.record(bytes)
    var done = 0
    while done < record.count {
      let count = record.withUnsafeBytes { write(descriptor, $0.baseAddress?.advanced(by: done), record.count - done) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        let code = count < 0 ? errno : ENOSPC
        // Readers stop for good at half a record that others follow.
        if end >= 0 { ftruncate(descriptor, end) }
        throw FileAccessError.unwritable(path: path, reason: FileAccessError.reason(errno: code))
      }
      done += count
    }
  }

  /// The bytes of a record.
  package static func record(_ bytes: [UInt8]) -> [UInt8] {
    let length = littleEndian(UInt64(bytes.count))
    return length + littleEndian(CRC32C.masked(length)) + bytes + littleEndian(CRC32C.masked(bytes))
  }

  private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}
