import Basics
import Foundation
import Imaging

/// A folder that gets one file for each image, under the image's relative path and stem.
public struct OutputFolder: Sendable {
  /// What happens when output files exist already.
  public enum Existing: Sendable {
    /// The task is refused.
    case refuse
    /// They are written again.
    case replace
    /// They stay, and only the missing files are written.
    case keep
  }

  /// Where the folder is. It need not exist yet.
  public let url: URL
  /// Extension of the files, without the dot.
  public let pathExtension: String

  /// A folder for files of one extension, which is given without the dot.
  public init(_ url: URL, pathExtension: String) {
    self.url = url
    self.pathExtension = pathExtension
  }

  /// The file that is written for `item`.
  public func file(for item: ImageFolder.Item) -> URL { url.appending(path: "\(item.stem).\(pathExtension)") }

  /// The file of `item`, as an input of the next step.
  package func item(for item: ImageFolder.Item) -> ImageFolder.Item {
    ImageFolder.Item(url: file(for: item), relativePath: "\(item.stem).\(pathExtension)")
  }

  /// Creates the folder that the file of `item` lies in.
  /// - Throws: `FileAccessError.unwritable`.
  package func prepare(for item: ImageFolder.Item) throws {
    let folder = file(for: item).deletingLastPathComponent()
    try FileAccessError.createFolder(folder)
  }

  /// Removes the half-written files that a killed run has left in the folders of the files of `items`.
  package func removeAbandoned(of items: [ImageFolder.Item]) {
    for folder in Set(items.map { file(for: $0).deletingLastPathComponent() }) {
      AtomicFile.removeAbandoned(in: folder)
    }
  }

  /// The images whose file is still to be written.
  /// - Parameter inputs: files that are read beside `items`; no output may replace one of either.
  /// - Throws: ``DatasetError/wouldReplace(path:count:)`` for files that exist and must not be replaced, and
  ///   ``DatasetError/wouldReplaceInput(path:)`` for an output that is an input.
  package func pending(
    _ items: [ImageFolder.Item], existing: Existing, inputs: [ImageFolder.Item] = []
  ) throws -> [ImageFolder.Item] {
    var missing: [ImageFolder.Item] = []
    var present: [FileIdentity] = []
    for item in items {
      if let identity = FileIdentity(file(for: item)) { present.append(identity) } else { missing.append(item) }
    }
    if !present.isEmpty {
      let outputs = Set(present)
      for input in items + inputs {
        if let identity = FileIdentity(input.url), outputs.contains(identity) {
          throw DatasetError.wouldReplaceInput(path: input.url.path)
        }
      }
    }
    if existing == .replace { return items }
    if existing == .refuse && missing.count < items.count {
      throw DatasetError.wouldReplace(path: url.path, count: items.count - missing.count)
    }
    return missing
  }

  /// Writes `text` as a file of the folder itself, such as a legend.
  /// - Parameter replaces: whether a file with another text is replaced.
  /// - Throws: ``DatasetError/differs(path:)``, `FileAccessError.unwritable`.
  package func write(_ text: String, name: String, replaces: Bool) throws {
    let file = url.appending(path: name)
    if let present = try? Data(contentsOf: file), !replaces {
      if present == Data(text.utf8) { return }
      throw DatasetError.differs(path: file.path)
    }
    try FileAccessError.createFolder(url)
    try AtomicFile.write(Array(text.utf8), to: file)
  }
}
