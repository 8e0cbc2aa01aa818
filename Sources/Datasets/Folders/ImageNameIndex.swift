import Foundation
import Imaging

/// Finds images by names that people write in lists. The time that a name takes does not grow with the number of images.
struct ImageNameIndex {
  /// What a name means.
  struct Match: Hashable {
    /// The numbers of the images.
    var items: [Int]
    /// The end of the name that agrees with the images.
    var end: String
    /// Whether only upper and lower case tell the name from those of the images.
    var isInOtherCase = false
  }

  /// How a file name agrees with another, the best first.
  private enum Level: Int, CaseIterable {
    /// It is equal.
    case file
    /// It is equal but for the extension.
    case stem
    /// It is equal but for what data sets add to names.
    case scene
    /// It is the same number but for zeros before it.
    case number

    /// What equal names have in common; nil where names do not agree in this way.
    func key(_ name: String, stem: String) -> String? {
      switch self {
      case .file: return name
      case .stem: return stem
      case .scene: return SceneName.withoutPrefix(SceneName.path(stem))
      case .number:
        guard stem.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return String(stem.drop { $0 == "0" })
      }
    }
  }

  /// The images by their keys: for each level, by whole relative paths and by every end of them.
  private struct Table {
    var paths = [[String: [Int]]](repeating: [:], count: Level.allCases.count)
    var ends = [[String: [Int]]](repeating: [:], count: Level.allCases.count)
  }

  private let items: [ImageFolder.Item]
  private lazy var table = makeTable { $0 }
  private lazy var lowerCaseTable = makeTable { $0.lowercased() }

  init(_ items: [ImageFolder.Item]) { self.items = items }

  /// The images that `name` means, a file name or a path; nil where it means none.
  ///
  /// The folders before a file name may be those of another machine. As many of them count as lead to an image.
  mutating func find(_ name: String) -> Match? {
    // Names with a backslash of their own come before paths of Windows.
    if let found = table.paths[Level.file.rawValue][name] { return Match(items: found, end: name) }
    let parts = Self.parts(of: name)
    guard !parts.isEmpty else { return nil }
    return Self.find(parts, in: table)
      ?? Self.find(parts.map { $0.lowercased() }, in: lowerCaseTable).map {
        Match(items: $0.items, end: $0.end, isInOtherCase: true)
      }
  }

  private static func find(_ parts: [String], in table: Table) -> Match? {
    let name = parts[parts.count - 1]
    // What no image's name agrees with need not be sought with folders before it.
    let keys = Level.allCases.flatMap { level in
      stems(of: name, level).compactMap { stem in level.key(name, stem: stem) }
        .filter { table.ends[level.rawValue][$0] != nil }.map { (level: level.rawValue, key: $0) }
    }
    guard !keys.isEmpty else { return nil }
    for start in parts.indices {
      let folders = parts[start..<(parts.count - 1)].map { $0 + "/" }.joined()
      for (level, key) in keys {
        // Where folders of the name are left out, the rest must be all of a path, or the end of one path alone.
        let found =
          start == 0
          ? table.ends[level][folders + key]
          : table.paths[level][folders + key] ?? table.ends[level][folders + key].flatMap { $0.count == 1 ? $0 : nil }
        if let found { return Match(items: found, end: folders + name) }
      }
    }
    return nil
  }

  /// The parts of a path of any system, without those that lead nowhere else.
  private static func parts(of name: String) -> [String] {
    var parts: [String] = []
    for part in name.split(whereSeparator: { $0 == "/" || $0 == "\\" }) where part != "." {
      if part != ".." { parts.append(String(part)) } else { _ = parts.popLast() }
    }
    return parts
  }

  /// What a name may be without its extension. A name that ends in no extension, such as `img_v1.2`, is whole.
  private static func stems(of name: String, _ level: Level) -> [String] {
    guard level != .file, let dot = name.lastIndex(of: "."), dot != name.startIndex else { return [name] }
    let suffix = name[name.index(after: dot)...].lowercased()
    let isExtension =
      RasterFile.extensions.contains(suffix) || RasterFile.unsupportedExtensions.contains(suffix)
      || otherExtensions.contains(suffix)
    return isExtension ? [name, String(name[..<dot])] : [name]
  }

  /// Extensions of label files in lists.
  private static let otherExtensions: Set = ["json", "mat", "npy", "npz", "txt", "xml"]

  private func makeTable(_ changed: (String) -> String) -> Table {
    var table = Table()
    for (number, item) in items.enumerated() {
      let path = changed(item.relativePath)
      let name = path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
      let folders = path.dropLast(name.count)
      let stem = ImageFolder.Item(url: item.url, relativePath: String(name)).stem
      for level in Level.allCases {
        guard let key = level.key(String(name), stem: stem) else { continue }
        let whole = String(folders) + key
        table.paths[level.rawValue][whole, default: []].append(number)
        var end = whole[...]
        while true {
          table.ends[level.rawValue][String(end), default: []].append(number)
          guard let slash = end.firstIndex(of: "/") else { break }
          end = end[end.index(after: slash)...]
        }
      }
    }
    return table
  }
}
