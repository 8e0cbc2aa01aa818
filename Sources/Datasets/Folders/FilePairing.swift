import Basics
import Imaging

/// Files of two folders that belong together.
///
/// All files pair by the first of these rules that pairs any:
/// 1. The relative paths are equal but for the extension: `a/1.jpg` and `a/1.png`.
/// 2. They are also equal but for the parts that data sets add to names: `top_potsdam_2_10_RGBIR.png` and
///    `top_potsdam_2_10_label.png`.
/// 3. The names without folders are equal in this way, and no other file has the name: `1.jpg` and `train2017/1.png`.
public struct FilePairing: Sendable {
  public typealias Item = ImageFolder.Item

  /// The pairs, in the order of the first folder.
  public let pairs: [(first: Item, second: Item)]
  /// Files of the first folder without a partner.
  public let firstAlone: [Item]
  /// Files of the second folder without a partner.
  public let secondAlone: [Item]
  /// What of the second folder cannot be used.
  public private(set) var failures: [FileFailure] = []

  /// - Parameters:
  ///   - firstPath: what the user calls the first folder, for errors.
  ///   - secondPath: what the user calls the second folder.
  /// - Throws: ``DatasetError/noPairs(first:second:firstExample:secondExample:)``,
  ///   ``DatasetError/ambiguousPair(path:others:)``.
  public init(_ first: ImageFolder, _ second: ImageFolder, firstPath: String, secondPath: String) throws {
    try self.init(first.items, second.items, firstPath: firstPath, secondPath: secondPath)
    failures = second.failures
  }

  init(_ first: [Item], _ second: [Item], firstPath: String, secondPath: String) throws {
    let rules: [(Item) -> String] = [\.stem, { SceneName.path($0.stem) }, { SceneName.name($0.stem) }]
    for (number, key) in rules.enumerated() {
      let partners = Dictionary(grouping: second, by: key)
      let sources = Dictionary(grouping: first, by: key)
      let isUnique = { (key: String) in number == 0 || (partners[key]?.count == 1 && sources[key]?.count == 1) }
      let found = first.filter { partners[key($0)] != nil }
      guard !found.isEmpty, number < 2 || found.contains(where: { isUnique(key($0)) }) else { continue }
      if let item = found.first(where: { !isUnique(key($0)) }) {
        let name = key(item)
        let others = partners[name].flatMap { $0.count > 1 ? $0 : nil } ?? sources[name] ?? []
        let one = (partners[name]?.count ?? 0) > 1 ? item : partners[name]?.first ?? item
        throw DatasetError.ambiguousPair(path: one.url.path, others: others.map(\.url.path))
      }
      pairs = found.compactMap { item in partners[key(item)]?.first.map { (item, $0) } }
      firstAlone = first.filter { partners[key($0)] == nil }
      secondAlone = second.filter { sources[key($0)] == nil }
      return
    }
    guard let one = first.first, let other = second.first else {
      (pairs, firstAlone, secondAlone) = ([], first, second)
      return
    }
    throw DatasetError.noPairs(
      first: firstPath, second: secondPath, firstExample: one.relativePath, secondExample: other.relativePath)
  }
}
