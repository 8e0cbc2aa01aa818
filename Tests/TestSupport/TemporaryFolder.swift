import Foundation

/// A folder of its own for one test, removed with everything in it when the test lets go of it.
package final class TemporaryFolder: Sendable {
  package let url: URL

  package init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "tessera-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The place of `name` in the folder.
  package func file(_ name: String) -> URL { url.appending(path: name) }

  /// Writes `bytes` to `name`.
  @discardableResult
  package func write(_ bytes: [UInt8], to name: String) throws -> URL {
    try Data(bytes).write(to: file(name))
    return file(name)
  }

  /// The names in the folder, hidden ones too.
  package func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
}

/// The bytes of the file at `url`.
package func bytes(of url: URL) throws -> [UInt8] { [UInt8](try Data(contentsOf: url)) }
