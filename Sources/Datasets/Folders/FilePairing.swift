import Basics
import Imaging

/// Files of two folders that belong together.
///
/// Two single files belong together, whatever their names are. Other files pair by the first of these rules that pairs any:
/// 1. The relative paths are equal but for the extension: `a/1.jpg` and `a/1.png`.
/// 2. They are also equal but for the parts that data sets add to names: `top_potsdam_2_10_RGBIR.png` and
///    `top_potsdam_2_10_label.png`.
/// 3. They are also equal but for the names of folders of images and of labels: `Rural/images_png/1.png` and
///    `Rural/masks_png/1.png`.
/// 4. The names without folders are equal in this way, and no other file has the name: `1.jpg` and `train2017/1.png`.
public struct FilePairing: Sendable {
  /// One file of a pair.
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
  ///   - suffix: what the names of the second folder's files have after those of the first; nil for the usual ones. Files without
  ///     it have no partner.
  /// - Throws: ``DatasetError/noPairs(first:second:firstExample:secondExample:)``,
  ///   ``DatasetError/ambiguousPair(path:others:)``.
  public init(
    _ first: ImageFolder, _ second: ImageFolder, firstPath: String, secondPath: String, suffix: String? = nil
  ) throws {
    if first.isOneFile, second.isOneFile {
      self.init(pairs: [(first.items[0], second.items[0])], firstAlone: [], secondAlone: [])
    } else {
      try self.init(first.items, second.items, firstPath: firstPath, secondPath: secondPath, suffix: suffix)
    }
    failures = second.failures
  }

  init(_ first: [Item], _ second: [Item], firstPath: String, secondPath: String, suffix: String? = nil) throws {
    guard let one = first.first, let other = second.first else {
      self.init(pairs: [], firstAlone: first, secondAlone: second)
      return
    }
    let (firstKeys, secondKeys) = (PairingKeys(first), PairingKeys(second, suffix: suffix))
    for rule in PairingKeys.rules {
      var ambiguity: DatasetError?
      for keys in rule {
        do {
          guard let found = try Self.match(first, firstKeys[keys.first], second, secondKeys[keys.second], keys)
          else { continue }
          self = found
          return
        } catch let error as DatasetError {
          ambiguity = ambiguity ?? error
        }
      }
      if let ambiguity { throw ambiguity }
    }
    throw DatasetError.noPairs(
      first: firstPath, second: secondPath, firstExample: one.relativePath, secondExample: other.relativePath)
  }

  /// The pairs in turn: the first, third and so on, and the second, fourth and so on.
  package func alternating() -> (odd: FilePairing, even: FilePairing) {
    func part(_ rest: Int) -> FilePairing {
      let own = pairs.enumerated().filter { $0.offset % 2 == rest }.map(\.element)
      return FilePairing(pairs: own, firstAlone: [], secondAlone: [])
    }
    return (part(0), part(1))
  }

  private init(pairs: [(first: Item, second: Item)], firstAlone: [Item], secondAlone: [Item]) {
    (self.pairs, self.firstAlone, self.secondAlone) = (pairs, firstAlone, secondAlone)
  }

  /// The pairs of files that have equal keys; nil where there are none. A file without a key has no partner.
  /// - Throws: ``DatasetError/ambiguousPair(path:others:)``.
  private static func match(
    _ first: [Item], _ firstKeys: [String?], _ second: [Item], _ secondKeys: [String?], _ keys: PairingKeys.Pair
  ) throws -> FilePairing? {
    let partners = group(second, by: secondKeys)
    let sources = group(first, by: firstKeys)
    let isUnique = { (key: String) in keys.first == .stem || (partners[key]?.count == 1 && sources[key]?.count == 1) }
    let found = zip(first, firstKeys).compactMap { item, key in
      key.flatMap { key in partners[key].map { (item: item, key: key, partners: $0) } }
    }
    // Names that many folders have tell nothing, so they are no reason for an error.
    guard !found.isEmpty, keys.first != .name || found.contains(where: { isUnique($0.key) }) else { return nil }
    if let (item, key, partners) = found.first(where: { !isUnique($0.key) }) {
      throw partners.count > 1
        ? DatasetError.ambiguousPair(path: item.url.path, others: partners.map(\.url.path))
        : DatasetError.ambiguousPair(path: partners[0].url.path, others: (sources[key] ?? []).map(\.url.path))
    }
    return FilePairing(
      pairs: found.map { ($0.item, $0.partners[0]) },
      firstAlone: zip(first, firstKeys).filter { $1.map { partners[$0] == nil } ?? true }.map(\.0),
      secondAlone: zip(second, secondKeys).filter { $1.map { sources[$0] == nil } ?? true }.map(\.0))
  }

  private static func group(_ items: [Item], by keys: [String?]) -> [String: [Item]] {
    var groups: [String: [Item]] = [:]
    for (item, key) in zip(items, keys) { if let key { groups[key, default: []].append(item) } }
    return groups
  }
}
