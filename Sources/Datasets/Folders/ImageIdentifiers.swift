import Basics
import Foundation
import Imaging

/// A list of images by name, such as one half of a data set or a curated choice of it.
///
/// An identifier is a file's name or the end of its path, with or without its extension and what the data set adds to
/// it: `2_10`, `top_potsdam_2_10` and `top_potsdam_2_10_RGBIR.png` are one, and so are `139` in one folder and
/// `train2017/139.jpg`.
public struct ImageIdentifiers: Sendable {
  private let identifiers: Set<String>

  public init(_ identifiers: [String]) { self.identifiers = Set(identifiers.map(Self.canonical)) }

  /// The list in the file at `path`: an identifier a line; what follows `#` is a remark.
  /// - Throws: ``DatasetError/noList(path:reason:known:)``.
  public init(contentsOf path: String) throws {
    let text: String
    do {
      text = try TextFile.read(URL(filePath: path))
    } catch {
      let exists = FileManager.default.fileExists(atPath: path)
      throw DatasetError.noList(
        path: path, reason: exists ? "cannot be read as a list of names" : "there is no such file", known: [])
    }
    let lines = text.split(whereSeparator: \.isNewline).map { line in
      line.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces)
    }
    self.init(lines.filter { !$0.isEmpty })
    if identifiers.isEmpty { throw DatasetError.noList(path: path, reason: "names nothing", known: []) }
  }

  /// Keeps what is listed.
  /// - Returns: how many identifiers no image has.
  /// - Throws: ``DatasetError/noneListed(path:example:)`` when nothing is left.
  public func select(from folder: inout ImageFolder, path: String) throws -> Int {
    var met: Set<String> = []
    let example = folder.items.first?.relativePath ?? ""
    folder.keep { item in
      let found = Self.names(of: item).filter(identifiers.contains)
      met.formUnion(found)
      return !found.isEmpty
    }
    guard !folder.items.isEmpty else { throw DatasetError.noneListed(path: path, example: example) }
    return identifiers.count - met.count
  }

  /// Every end of the item's path.
  private static func names(of item: ImageFolder.Item) -> [String] {
    let parts = canonical(item.stem).split(separator: "/")
    return parts.indices.map { parts[$0...].joined(separator: "/") }
  }

  private static func canonical(_ identifier: String) -> String {
    let item = ImageFolder.Item(url: URL(filePath: "/"), relativePath: identifier)
    let suffix = identifier.split(separator: ".").last.map { $0.lowercased() } ?? ""
    return SceneName.withoutPrefix(SceneName.path(RasterFile.extensions.contains(suffix) ? item.stem : identifier))
  }
}
