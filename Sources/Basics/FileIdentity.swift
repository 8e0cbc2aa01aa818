import Foundation

/// What tells one file from another, whatever the path it is reached by.
package struct FileIdentity: Hashable, Sendable {
  package enum Kind: Sendable { case file, folder }

  private let device: UInt64
  private let number: UInt64

  /// Nil when `url` leads to nothing.
  package init?(_ url: URL) {
    var information = stat()
    guard stat(url.path, &information) == 0 else { return nil }
    device = UInt64(information.st_dev)
    number = UInt64(information.st_ino)
  }

  /// What `url` leads to; nil for what is neither file nor folder.
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
