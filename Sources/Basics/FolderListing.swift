import Foundation

/// What lies in a folder, names included that are not UTF-8.
package enum FolderListing {
  /// One entry of a folder.
  package enum Entry: Hashable, Sendable {
    case named(String)
    /// A name that is no UTF-8, its other bytes written `\xNN`.
    case unnamable(String)
  }

  /// The entries of the folder at `path`, in any order, without `.` and `..`.
  /// - Throws: ``FileAccessError/unreadable(path:reason:)``.
  package static func entries(of path: String) throws -> [Entry] {
    guard let folder = opendir(path) else {
      throw FileAccessError.unreadable(path: path, reason: FileAccessError.reason(errno: errno))
    }
    defer { closedir(folder) }
    var entries: [Entry] = []
    while true {
      errno = 0
      guard let entry = readdir(folder) else {
        if errno == 0 { return entries }
        throw FileAccessError.unreadable(path: path, reason: FileAccessError.reason(errno: errno))
      }
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if bytes == Array(".".utf8) || bytes == Array("..".utf8) { continue }
      entries.append(String(validating: bytes, as: UTF8.self).map(Entry.named) ?? .unnamable(escaped(bytes)))
    }
  }

  /// The bytes as text in which only ASCII is left as it is.
  private static func escaped(_ bytes: [UInt8]) -> String {
    bytes.map { byte -> String in
      if (0x20..<0x7F).contains(byte) { return String(UnicodeScalar(byte)) }
      let digits = String(byte, radix: 16)
      return "\\x" + (digits.count < 2 ? "0" : "") + digits
    }.joined()
  }
}
