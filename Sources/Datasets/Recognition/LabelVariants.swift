import Basics
import Imaging

/// Chooses one of several label files of an image: Cityscapes has ids, colours and instances beside each other, Pascal VOC
/// classes and objects.
package struct LabelVariants {
  package private(set) var chosen: [ImageFolder.Item] = []
  package private(set) var passedOver: [ImageFolder.Item] = []

  /// - Parameter preferred: ends of names and names of folders, the best first.
  ///
  /// Files that no rule tells apart are all chosen.
  package init(_ items: [ImageFolder.Item], preferred: [String]) {
    let roles = FileRole.all(items)
    let preferred = preferred.map { $0.lowercased() }
    func rank(_ role: FileRole) -> Int {
      if let place = preferred.firstIndex(where: { role.mark.hasSuffix($0) }) { return place }
      let kind = role.kind == .derived ? 2 : NameMarks.coloured.contains(role.mark) ? 1 : 0
      return preferred.count + kind
    }
    // A file that is named as no label has no variants.
    let named = roles.filter { !$0.mark.isEmpty }
    let best = Dictionary(named.map { ($0.scene, rank($0)) }) { min($0, $1) }
    for (item, role) in zip(items, roles) {
      if role.mark.isEmpty || rank(role) == best[role.scene] { chosen.append(item) } else { passedOver.append(item) }
    }
  }
}
