import Foundation
import Imaging

/// Finds images by names that people write in lists.
struct ImageNameIndex {
  /// How well a name fits, the best first.
  enum Level: Int, CaseIterable, Comparable {
    /// The file name is equal.
    case file
    /// It is equal but for the extension.
    case stem
    /// It is equal but for what data sets add to names.
    case scene
    /// The same three, but for upper and lower case.
    case looseFile, looseStem, looseScene

    static func < (one: Level, other: Level) -> Bool { one.rawValue < other.rawValue }

    /// What a name and an item have in common at this level.
    func key(_ name: String) -> String {
      switch self {
      case .file: name
      case .stem: ImageNameIndex.stem(name)
      case .scene: SceneName.withoutPrefix(SceneName.path(ImageNameIndex.stem(name)))
      case .looseFile: Level.file.key(name).lowercased()
      case .looseStem: Level.stem.key(name).lowercased()
      case .looseScene: Level.scene.key(name).lowercased()
      }
    }
  }

  /// The folders of each item, the innermost first.
  private let folders: [[Substring]]
  /// For each level, the items of each key.
  private let items: [[String: [Int]]]

  init(_ items: [ImageFolder.Item]) {
    let parts = items.map { $0.relativePath.split(separator: "/") }
    folders = parts.map { $0.dropLast().reversed() }
    let names = parts.map { String($0.last ?? "") }
    self.items = Level.allCases.map { level in Dictionary(grouping: names.indices) { level.key(names[$0]) } }
  }

  /// The images that `name` means, a file name or a path; nil where it means none.
  func find(_ name: String) -> (items: [Int], level: Level)? {
    let parts = name.split { $0 == "/" || $0 == "\\" }.filter { $0 != "." && $0 != ".." }
    guard let file = parts.last.map(String.init) else { return nil }
    let above = Array(parts.dropLast().reversed())
    for level in Level.allCases {
      // A name without an extension can still be a whole file name, and one with an extension a stem.
      let keys = level == .file || level == .looseFile ? [level.key(file)] : Self.keys(file, level)
      for key in keys {
        guard let found = items[level.rawValue][key] else { continue }
        let lying = lying(found, in: above)
        if !lying.isEmpty { return (lying, level) }
      }
    }
    return nil
  }

  /// The keys of a name whose last part after a dot is an extension or is none: `img_v1.2`.
  private static func keys(_ file: String, _ level: Level) -> [String] {
    let whole = level.key(file + ".")
    let cut = level.key(file)
    return whole == cut ? [cut] : [whole, cut]
  }

  /// Of the items, those that lie in the folders that a path names, as far as both go; if none does, a single item.
  private func lying(_ items: [Int], in above: [Substring]) -> [Int] {
    let fitting = items.filter { zip(folders[$0], above).allSatisfy { $0 == $1 } }
    if !fitting.isEmpty {
      // Deeper agreement is better: of a/x.png and x.png, the path a/x.png means the first.
      let depth = fitting.map { min(folders[$0].count, above.count) }.max() ?? 0
      return fitting.filter { min(folders[$0].count, above.count) == depth }
    }
    return items.count == 1 ? items : []
  }

  private static func stem(_ name: String) -> String {
    ImageFolder.Item(url: URL(filePath: "/"), relativePath: name).stem
  }
}
