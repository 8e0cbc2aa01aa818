import Basics
import Foundation
import Imaging

/// A list of images by name, such as a split of a data set or a curated choice of its images.
///
/// An entry is a file's name or path. An exact file name selects that file alone. Otherwise the extension, and the parts that
/// data sets add to names, may be left out: `2_10`, `top_potsdam_2_10` and `top_potsdam_2_10_RGBIR.png` name one image, and
/// `139` names `train2017/139.jpg`. Folders before a name may be those of another machine.
public struct ImageIdentifiers: Sendable {
  /// The entries as they stand in the list, each once.
  private let entries: [String]

  public init(_ identifiers: [String]) {
    var seen: Set<String> = []
    entries = identifiers.filter { seen.insert($0).inserted }
  }

  /// The list in the file at `path`: an entry a line.
  ///
  /// An entry may stand in quotes. Other columns may stand beside it, such as a score or the path of a label, with spaces,
  /// tabs, commas or semicolons between them. A line that begins with `#` or `//`, the rest of a line after ` #`, and a line of
  /// headings are passed over.
  /// - Throws: ``DatasetError/noList(path:reason:known:)``.
  public init(contentsOf path: String) throws {
    let url = URL(filePath: path)
    let text: String
    do {
      text = try TextFile.read(url)
    } catch {
      let reason =
        switch FileIdentity.kind(url) {
        case nil: "there is no such file"
        case .folder: "is a folder"
        case .file, .other: "cannot be read as a list of names"
        }
      throw DatasetError.noList(path: path, reason: reason, known: [])
    }
    var lines = text.split(whereSeparator: \.isNewline).map {
      $0.trimmingCharacters(in: .whitespaces.union(["\u{FEFF}", "\0"]))
    }
    lines.removeAll { $0.isEmpty || $0.hasPrefix("#") || $0.hasPrefix("//") }
    if let first = lines.first, Self.isHeading(first) { lines.removeFirst() }
    self.init(lines)
    if entries.isEmpty { throw DatasetError.noList(path: path, reason: "names nothing", known: []) }
  }

  /// Keeps the images that are listed.
  /// - Parameter path: of the list, for errors.
  /// - Returns: the entries that name no image, as they stand in the list.
  /// - Throws: ``DatasetError/noneListed(path:entry:example:)`` when no image is left.
  public func select(from folder: inout ImageFolder, path: String) throws -> [String] {
    let index = ImageNameIndex(folder.items)
    var wanted: Set<Int> = []
    var missing: [String] = []
    for entry in entries {
      let found = Self.readings(of: entry).compactMap(index.find)
      // Of several columns the one counts that fits best; of equals, the first.
      if let best = found.min(by: { $0.level < $1.level }) {
        wanted.formUnion(best.items)
      } else {
        missing.append(entry)
      }
    }
    guard !wanted.isEmpty else {
      throw DatasetError.noneListed(
        path: path, entry: entries.first ?? "", example: folder.items.first?.relativePath ?? "")
    }
    var number = -1
    folder.keep { _ in
      number += 1
      return wanted.contains(number)
    }
    return missing
  }

  /// The names that an entry may stand for: the whole of it, what stands before a remark, and its columns.
  private static func readings(of entry: String) -> [String] {
    var readings = [entry]
    if let remark = entry.firstRange(of: " #") ?? entry.firstRange(of: "\t#") {
      readings.append(String(entry[..<remark.lowerBound]))
    }
    for separators in [[","], [";"], ["\t"], [" ", "\t", ",", ";"]] as [Set<Character>] {
      let columns = (readings.last ?? entry).split { separators.contains($0) }.map(String.init)
      if columns.count > 1 { readings += columns }
    }
    return readings.map(unquoted)
  }

  private static func unquoted(_ text: String) -> String {
    text.trimmingCharacters(in: .whitespaces).trimmingCharacters(in: ["\"", "'"])
  }

  /// Whether a line is one of headings, as in files of comma-separated values.
  private static func isHeading(_ line: String) -> Bool {
    let columns = line.lowercased().split { ",;\t ".contains($0) }.map { unquoted(String($0)) }
    let headings: Set = [
      "id", "ids", "image", "image_id", "imageid", "image_name", "image_path", "img", "file", "filename", "file_name",
      "name", "path", "images",
    ]
    return columns.first.map(headings.contains) ?? false
  }
}
