import Foundation

/// The identity of a file: two paths to one file have the same identity.
package struct FileIdentity: Hashable, Sendable {
  package enum Kind: Sendable {
    case file, folder
    /// A pipe, a socket or a device.
    case other
  }

  private let device: UInt64
  private let number: UInt64

  /// The identity of the file at `url`; nil when there is none.
  package init?(_ url: URL) {
    var information = stat()
    guard stat(url.path, &information) == 0 else { return nil }
    device = UInt64(information.st_dev)
    number = UInt64(information.st_ino)
  }

  /// What there is at `url`; nil when there is nothing.
  package static func kind(_ url: URL) -> Kind? {
    var information = stat()
    guard stat(url.path, &information) == 0 else { return nil }
    switch information.st_mode & S_IFMT {
    case S_IFDIR: return .folder
    case S_IFREG: return .file
    default: return .other
    }
  }
}
