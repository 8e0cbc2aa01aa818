import Basics
import Foundation

extension Naming {
  /// The `format` of files that this version writes and reads.
  static let format = "tessera-names-1"

  /// The naming as a file `names.json`, made to be edited by hand:
  ///
  /// ```json
  /// {
  ///   "classes" : [
  ///     {
  ///       "clusters" : [4, 7],
  ///       "colours" : ["#808080"],
  ///       "name" : "road",
  ///       "pixels" : [0, 12, 0, 0, 5310, 0, 0, 821],
  ///       "values" : [3]
  ///     }
  ///   ],
  ///   "clusters" : 8,
  ///   "format" : "tessera-names-1",
  ///   "kind" : "classes",
  ///   "map" : "overclustering",
  ///   "match" : "many-to-one",
  ///   "model" : "9ae16a3b2f90404f"
  /// }
  /// ```
  ///
  /// - `classes`: each with its `name`, the `clusters` that show it, its `colours` (`#rrggbb`; the first one is shown) and
  ///   its `values` in label files (by default its number, counted from 0). `pixels` are the labelled pixels of the
  ///   class in each cluster, where the clusters were matched to labels.
  /// - `clusters`: how many clusters there are; clusters that no class lists show none.
  /// - `kind`: `clusters` for clusters under their numbers, `classes` (the default) for classes that have a meaning.
  /// - `labelValues`: whether masks beside the file hold the classes' first values, in place of their numbers.
  /// - `match`: the rule that matched clusters to classes (``MatchingRule``).
  /// - `noData`: whether the pixels without a class of masks beside the file have no data (255, 65535 in masks of 16 bits, black
  ///   in colour masks). Scores leave them out.
  /// - `model`, `map`: the fingerprint of the clusters' model, and the name of their map. A naming is refused for the
  ///   clusters of another model or map; without these two keys it is accepted for all.
  /// - `merges`: the order in which the clusters may be merged, from all clusters on: one cluster of each of the two groups
  ///   that become one. The page for naming saves it, and shows the same groups when it is opened with the file.
  /// - `scribbles`: strokes that a person has painted in the page for naming. A naming leaves them out; ``Scribbles`` reads
  ///   them from the same file. A file with `merges` or `scribbles` names each class once.
  ///
  /// Only `format`, `classes` and the names are needed; keys that are not listed here are errors.
  public func json() throws -> String { JSONText.joiningLists(try JSONText.encode(self)) }
}

extension Naming: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case format, kind, model, map, match, labelValues, noData, clusters, classes, merges, scribbles
  }

  private enum ClassKeys: String, CodingKey, CaseIterable { case name, colours, values, clusters, pixels }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.format, forKey: .format)
    try container.encode(kind, forKey: .kind)
    try container.encodeIfPresent(model, forKey: .model)
    try container.encodeIfPresent(map, forKey: .map)
    try container.encodeIfPresent(rule, forKey: .match)
    try container.encodeIfPresent(merges, forKey: .merges)
    if writesLabelValues { try container.encode(true, forKey: .labelValues) }
    if marksNoData { try container.encode(true, forKey: .noData) }
    try container.encode(classOfCluster.count, forKey: .clusters)
    var list = container.nestedUnkeyedContainer(forKey: .classes)
    for (number, entry) in classes.enumerated() {
      let element = list.superEncoder()
      try entry.encode(to: element)
      var more = element.container(keyedBy: ClassKeys.self)
      try more.encode(clusters(showing: number), forKey: .clusters)
      if let counts { try more.encode(counts.map { $0[number] }, forKey: .pixels) }
    }
  }

  /// - Throws: `DecodingError`, also for a key that is not known and for a cluster that is listed twice.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseKeys(except: CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func wrong(_ key: CodingKeys, _ reason: String) -> DecodingError {
      .dataCorruptedError(forKey: key, in: container, debugDescription: reason)
    }
    let format = try container.decode(String.self, forKey: .format)
    guard format == Self.format else {
      throw wrong(.format, "\(format) is not known; this version reads \(Self.format)")
    }

    var classes: [NamedClass] = []
    var clusters: [[Int]] = []
    var pixels: [[Int]] = []
    var list = try container.nestedUnkeyedContainer(forKey: .classes)
    while !list.isAtEnd {
      let element = try list.superDecoder()
      try element.refuseKeys(except: ClassKeys.allCases.map(\.rawValue))
      var entry = try NamedClass(from: element)
      if entry.values.isEmpty { entry.values = [UInt16(clamping: classes.count)] }
      let more = try element.container(keyedBy: ClassKeys.self)
      classes.append(entry)
      clusters.append(try more.decodeIfPresent([Int].self, forKey: .clusters) ?? [])
      if let row = try more.decodeIfPresent([Int].self, forKey: .pixels) { pixels.append(row) }
    }
    guard (1...Int(UInt16.max)).contains(classes.count) else {
      throw wrong(.classes, "has \(classes.count) classes; 1 to \(UInt16.max) are possible")
    }
    let listed = clusters.joined().max().map { $0 &+ 1 } ?? 0
    let count = try container.decodeIfPresent(Int.self, forKey: .clusters) ?? listed
    guard (0...Int(UInt16.max)).contains(count) else {
      throw wrong(.clusters, "\(count) clusters; 0 to \(UInt16.max) are possible")
    }
    let merges = try container.decodeIfPresent([[Int]].self, forKey: .merges)
    for merge in merges ?? [] {
      guard merge.count == 2, merge[0] != merge[1], merge.allSatisfy({ (0..<count).contains($0) }) else {
        throw wrong(.merges, "\(merge) are not two of the clusters 0 to \(count - 1)")
      }
    }
    if container.contains(.merges) || container.contains(.scribbles), let name = Self.repeatedName(of: classes) {
      throw wrong(.classes, "the class \(name) is named twice")
    }
    var classOfCluster = [Int?](repeating: nil, count: count)
    for (number, members) in clusters.enumerated() {
      for cluster in members {
        guard classOfCluster.indices.contains(cluster) else {
          throw wrong(
            .classes, "\(classes[number].name) lists cluster \(cluster), but the clusters are 0 to \(count - 1)")
        }
        guard classOfCluster[cluster] == nil else { throw wrong(.classes, "cluster \(cluster) is listed twice") }
        classOfCluster[cluster] = number
      }
    }
    guard pixels.isEmpty || (pixels.count == classes.count && pixels.allSatisfy { $0.count == count }) else {
      throw wrong(
        .classes, "the pixels of each class are \(count) numbers, one for each cluster, or left out everywhere")
    }
    guard pixels.joined().allSatisfy({ (0...1 << 48).contains($0) }) else {
      throw wrong(.classes, "numbers of pixels are 0 or more")
    }
    self.init(
      classes, classOfCluster: classOfCluster,
      kind: try container.decodeIfPresent(Kind.self, forKey: .kind) ?? .classes,
      rule: try container.decodeIfPresent(MatchingRule.self, forKey: .match),
      counts: pixels.isEmpty ? nil : (0..<count).map { cluster in pixels.map { $0[cluster] } },
      model: try container.decodeIfPresent(String.self, forKey: .model),
      map: try container.decodeIfPresent(String.self, forKey: .map))
    self.merges = merges
    writesLabelValues = try container.decodeIfPresent(Bool.self, forKey: .labelValues) ?? false
    marksNoData = try container.decodeIfPresent(Bool.self, forKey: .noData) ?? false
  }
}

extension Naming {
  /// The first name that two of the classes have.
  package static func repeatedName(of classes: [NamedClass]) -> String? {
    var names: Set<String> = []
    return classes.first { !names.insert($0.name).inserted }?.name
  }
}

/// Any key that a file may have.
private struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension Decoder {
  /// - Throws: `DecodingError.dataCorrupted` for a key that is not among `known`.
  fileprivate func refuseKeys(except known: [String]) throws {
    for key in try container(keyedBy: AnyKey.self).allKeys where !known.contains(key.stringValue) {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: codingPath,
          debugDescription: "there is no key \(key.stringValue); known here: \(known.joined(separator: ", "))"))
    }
  }
}
