import Imaging

/// What a file of scores says of clusters and classes: the naming that was scored.
struct MatchedClasses: Decodable {
  let naming: Naming

  private enum CodingKeys: String, CodingKey { case matching, match, perClass, confusion, model, map }

  /// The part of a class that is not its scores.
  private struct Class: Decodable {
    var name, colour: String
    var value: UInt16
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let classOfCluster = try container.decode([Int?].self, forKey: .matching)
    let rule = try container.decodeIfPresent(MatchingRule.self, forKey: .match)
    let counts = try container.decodeIfPresent([[Int]].self, forKey: .confusion)
    let greatest = min(classOfCluster.compactMap { $0 }.max() ?? 0, Int(UInt16.max))
    let classes =
      try container.decodeIfPresent([Class].self, forKey: .perClass)?.enumerated().map { number, entry in
        // A class that has no colour of its own is written with the one that shows it.
        let colour = Palette.Colour(hexString: entry.colour)
        return NamedClass(
          name: entry.name,
          colours: [colour].compactMap { $0 == NamedClass.standardColour(number) ? nil : $0 }, values: [entry.value])
      } ?? NamedClass.numbered(max(0, greatest) + 1)
    guard classOfCluster.allSatisfy({ $0.map(classes.indices.contains) ?? true }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .matching, in: container,
        debugDescription: "names a class that is not among the \(classes.count) classes")
    }
    // A match that was given was not found by these counts, and one that was edited may be of other clusters.
    let areItsOwn = counts.map { $0.count == classOfCluster.count && $0.allSatisfy { $0.count == classes.count } }
    naming = Naming(
      classes, classOfCluster: classOfCluster, rule: rule, counts: rule != nil && areItsOwn == true ? counts : nil,
      model: try container.decodeIfPresent(String.self, forKey: .model),
      map: try container.decodeIfPresent(String.self, forKey: .map))
  }
}
