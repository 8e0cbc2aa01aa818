import Foundation

extension FileAccessError {
  /// Creates a folder, with those that it lies in; one that is there already stays.
  /// - Throws: ``unwritable(path:reason:)``.
  package static func createFolder(_ url: URL) throws {
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw unwritable(path: url.path, reason: "the folder cannot be created; choose another place")
    }
  }
}
