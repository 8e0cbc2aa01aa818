import Foundation

/// The identity of a file: two paths to one file have the same identity.
package struct FileIdentity: Hashable, Sendable {
  package enum Kind: Sendable { case file, folder }

  private let device: UInt64
  private let number: UInt64

  /// The identity of the file at `url`; nil when there is none.
  package init?(_ url: URL) {
    var information = stat()
    guard stat(url.path, &information) == 0 else { return nil }
    device = UInt64(information.st_dev)
    number = UInt64(information.st_ino)
  }

  /// Whether there is a file or a folder at `url`; nil when there is neither.
  package static func kind(_ url: URL) -> Kind? {
    var information = stat()
    guard stat(url.path, &information) == 0 else { return nil }
    switch information.st_mode & S_IFMT {
    case S_IFDIR: return .folder
    case S_IFREG, S_IFIFO, S_IFCHR: return .file
    default: return nil
    }
  }
}
