import Foundation

/// A folder of one test, removed with everything in it when the test lets it go.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "tessera-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    do {
      try FileManager.default.removeItem(at: url)
    } catch {
      print("\(url.path): cannot be removed: \(error)")
    }
  }

  /// The place of `name` in the folder.
  func file(_ name: String) -> URL { url.appending(path: name) }

  /// Writes `bytes` to `name`.
  @discardableResult
  func write(_ bytes: [UInt8], to name: String) throws -> URL {
    try Data(bytes).write(to: file(name))
    return file(name)
  }

  /// The names in the folder, hidden ones too.
  func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
}

/// The bytes of the file at `url`.
func bytes(of url: URL) throws -> [UInt8] { [UInt8](try Data(contentsOf: url)) }
