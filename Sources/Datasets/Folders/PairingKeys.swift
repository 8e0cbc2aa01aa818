import Basics

/// What files are compared by to find pairs.
struct PairingKeys {
  enum Key: Hashable {
    /// The relative path without extension.
    case stem
    /// The stem without what data sets add to names.
    case sceneStem
    /// The path without what names folders of images and labels.
    case path
    /// That path without what data sets add to names.
    case scene
    /// The name alone without what data sets add to it.
    case name
  }

  typealias Pair = (first: Key, second: Key)

  /// The rules of ``FilePairing``. A rule is a choice of keys: where the first are ambiguous, one side has names that only look as
  /// if something had been added.
  static let rules: [[Pair]] = [
    [(.stem, .stem)],
    [(.sceneStem, .sceneStem), (.stem, .sceneStem), (.sceneStem, .stem)],
    [(.path, .path)],
    [(.scene, .scene), (.path, .scene), (.scene, .path)],
    [(.name, .name)],
  ]

  private let keys: [(stem: String, role: FileRole)?]

  /// - Parameter suffix: what is taken off the names; files without it have no keys.
  init(_ items: [ImageFolder.Item], suffix: String? = nil) {
    guard let suffix else {
      keys = zip(items.map(\.stem), FileRole.all(items)).map { ($0, $1) }
      return
    }
    let shortened = items.map { item in
      ImageFolder.Item(url: item.url, relativePath: String(item.stem.dropLast(suffix.count)) + ".png")
    }
    keys = zip(items, zip(shortened, FileRole.all(shortened))).map { item, short in
      item.stem.hasSuffix(suffix) ? (short.0.stem, short.1) : nil
    }
  }

  /// One key of each file, in order.
  subscript(key: Key) -> [String?] {
    keys.map { entry in
      guard let (stem, role) = entry else { return nil }
      switch key {
      case .stem: return stem
      case .sceneStem: return SceneName.path(stem)
      case .path: return role.path
      case .scene: return role.scene
      case .name: return SceneName.name(stem)
      }
    }
  }
}
