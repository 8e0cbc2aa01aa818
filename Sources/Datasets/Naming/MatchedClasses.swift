import Imaging

/// The naming in a file of scores.
struct MatchedClasses: Decodable {
  let naming: Naming

  private enum CodingKeys: String, CodingKey { case matching, match, perClass, confusion, model, map }

  /// A class in the file, without its scores.
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
        // A class without a colour of its own is written with the standard colour that shows it.
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
    // The counts belong to the naming only if it was found by them, and an edited file may have other clusters.
    let areItsOwn = counts.map { $0.count == classOfCluster.count && $0.allSatisfy { $0.count == classes.count } }
    naming = Naming(
      classes, classOfCluster: classOfCluster, rule: rule, counts: rule != nil && areItsOwn == true ? counts : nil,
      model: try container.decodeIfPresent(String.self, forKey: .model),
      map: try container.decodeIfPresent(String.self, forKey: .map))
  }
}
