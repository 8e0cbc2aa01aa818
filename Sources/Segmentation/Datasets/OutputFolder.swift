import Foundation
import Imaging

/// A folder that gets one file for each image, under the image's relative path and stem.
public struct OutputFolder: Sendable {
  /// What happens to files that are there already.
  public enum Existing: Sendable {
    case refuse
    case replace
    case keep
  }

  public let url: URL
  /// Extension of the files, without the dot.
  public let pathExtension: String

  public init(_ url: URL, pathExtension: String) {
    self.url = url
    self.pathExtension = pathExtension
  }

  /// Where the file of `item` goes.
  public func file(for item: ImageFolder.Item) -> URL { url.appending(path: "\(item.stem).\(pathExtension)") }

  /// The file of `item`, as an input of the next step.
  public func item(for item: ImageFolder.Item) -> ImageFolder.Item {
    ImageFolder.Item(url: file(for: item), relativePath: "\(item.stem).\(pathExtension)")
  }

  /// Creates the folder that the file of `item` lies in.
  /// - Throws: `ImageIOError.unwritable`.
  public func prepare(for item: ImageFolder.Item) throws {
    let folder = file(for: item).deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw ImageIOError.unwritable(path: folder.path, reason: "the folder cannot be created; choose another place")
    }
  }

  /// The images whose file is still to be written.
  /// - Throws: ``DatasetError/wouldReplace(path:count:)`` for files that are there and must not be replaced, and
  ///   ``DatasetError/wouldReplaceInput(path:)`` for an output that is its own input.
  public func pending(_ items: [ImageFolder.Item], existing: Existing) throws -> [ImageFolder.Item] {
    for item in items where Self.isSame(file(for: item), item.url) {
      throw DatasetError.wouldReplaceInput(path: item.url.path)
    }
    if existing == .replace { return items }
    let missing = items.filter { !FileManager.default.fileExists(atPath: file(for: $0).path) }
    if existing == .refuse && missing.count < items.count {
      throw DatasetError.wouldReplace(path: url.path, count: items.count - missing.count)
    }
    return missing
  }

  private static func isSame(_ one: URL, _ other: URL) -> Bool {
    one.resolvingSymlinksInPath().standardizedFileURL.path == other.resolvingSymlinksInPath().standardizedFileURL.path
  }
}
