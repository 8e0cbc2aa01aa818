import Basics
import Foundation
import Imaging

/// Files that are named as labels of images beside them.
struct LabelCandidates {
  typealias Item = ImageFolder.Item

  /// What the names of some labels have in common.
  struct Mark: Hashable, Comparable {
    let kind: FileRole.Kind
    /// An end of a name or the name of a folder; empty for a PNG beside a JPEG of the same name.
    let name: String

    /// Labels come before what is made from them.
    static func < (one: Mark, other: Mark) -> Bool {
      one.kind == other.kind ? one.name < other.name : one.kind == .labels
    }
  }

  struct Pair {
    let label: Item
    let image: Item
    let scene: String
  }

  private let items: [Item]
  private(set) var groups: [Mark: [Pair]] = [:]

  init(_ items: [Item]) {
    self.items = items
    let roles = FileRole.all(items)
    let images = Self.images(items, roles)
    // A folder beside that of the labels may have any name, so its files are known by the path without it.
    let withoutFolder = Dictionary(grouping: zip(items, roles).filter { $0.1.kind == .plain }) {
      Self.withoutFolder($0.1.path)
    }
    func image(of label: FileRole) -> Item? {
      if let image = images[label.scene] ?? images[label.path] { return image }
      let others = withoutFolder[label.scene] ?? []
      return others.count == 1 ? others[0].0 : nil
    }
    for (item, role) in zip(items, roles) {
      switch role.kind {
      case .labels, .derived:
        guard let image = image(of: role), image != item else { continue }
        groups[Mark(kind: role.kind, name: role.mark), default: []]
          .append(Pair(label: item, image: image, scene: role.scene))
      case .plain, .images:
        guard let image = images[role.path], image != item, !Self.isLossless(image), Self.isLossless(item)
        else { continue }
        groups[Mark(kind: .labels, name: ""), default: []].append(Pair(label: item, image: image, scene: role.scene))
      }
    }
  }

  /// Keeps only files whose names are those of images with `suffix` after them.
  mutating func keepNamed(_ suffix: String) {
    let images = Dictionary(items.map { ($0.stem, $0) }) { earlier, _ in earlier }
    let scenes = Dictionary(
      zip(items, FileRole.all(items)).filter { !$0.0.stem.hasSuffix(suffix) }.map { ($1.scene, $0) }
    ) { earlier, _ in earlier }
    groups = [:]
    for (item, role) in zip(items, FileRole.all(items)) where item.stem.hasSuffix(suffix) {
      let stem = String(item.stem.dropLast(suffix.count))
      let path = String(role.path.dropLast(suffix.count))
      guard let image = images[stem] ?? scenes[path], image != item else { continue }
      groups[Mark(kind: .labels, name: suffix), default: []].append(Pair(label: item, image: image, scene: role.scene))
    }
  }

  private static func isLossless(_ item: Item) -> Bool {
    !["jpg", "jpeg"].contains(item.url.pathExtension.lowercased())
  }

  /// The files outside the folders of labels by their paths, and those that are not named as labels by their scenes too.
  private static func images(_ items: [Item], _ roles: [FileRole]) -> [String: Item] {
    var images: [String: Item] = [:]
    for (item, role) in zip(items, roles) where !role.isInLabelFolder {
      if images[role.path].map(isLossless) ?? true { images[role.path] = item }
    }
    for (item, role) in zip(items, roles) where role.kind == .plain || role.kind == .images {
      images[role.scene] = images[role.scene] ?? item
    }
    return images
  }

  /// The path without its last folder; nil for a file that lies in none.
  private static func withoutFolder(_ path: String) -> String? {
    var parts = path.split(separator: "/")
    guard parts.count > 1 else { return nil }
    parts.remove(at: parts.count - 2)
    return parts.joined(separator: "/")
  }
}
