import Basics
import Foundation
import Imaging
import Yams

extension ClassTable {
  private enum Keys: String, CaseIterable { case classes, ignore }
  private enum EntryKeys: String, CaseIterable { case name, colours, values }

  /// Other spellings of `colours`.
  private static let coloursKeys = ["colors", "colour", "color"]

  /// The keys that an entry of the list may have.
  static var entryKeys: [String] { EntryKeys.allCases.map(\.rawValue) + coloursKeys }

  /// Reads a table from YAML:
  ///
  /// ```yaml
  /// classes:                    # numbered from 0 in this order
  ///   - name: building
  ///     colours: ["#0000ff"]    # in colour-coded labels
  ///     values: [1, 2]          # in labels of one value a pixel; the class's number by default
  /// ignore:
  ///   colours: ["#000000"]
  ///   values: [255]             # 255 by default
  /// ```
  ///
  /// `colors`, `colour` and `color` stand for `colours` too. A colour may be a list of three numbers.
  /// - Parameter path: of the file, for errors.
  /// - Throws: ``ClassTableError``, ``ConfigurationError``.
  public init(yaml: String, path: String) throws {
    let root = try YAMLDocument.compose(yaml, path: path)
    func wrongType(_ key: String, _ reason: String) -> ConfigurationError {
      .wrongType(path: path, key: key, reason: reason)
    }
    func mapping(_ node: Node?, _ key: String, known: [String]) throws -> Node.Mapping {
      guard let mapping = node?.mapping else { throw wrongType(key, "`name: value` lines are needed here") }
      for name in mapping.keys.compactMap(\.string) where !known.contains(name) {
        throw ConfigurationError.unknownKey(path: path, key: name, known: known)
      }
      return mapping
    }
    func values(_ node: Node?, _ key: String, or standard: [UInt16]) throws -> [UInt16] {
      guard let node else { return standard }
      guard let sequence = node.sequence else {
        throw wrongType(key, "a list of numbers, such as [1, 2], is needed here")
      }
      return try sequence.map {
        guard let value = $0.int.flatMap(UInt8.init(exactly:)) else {
          throw wrongType(key, "the values are from 0 to 255")
        }
        return UInt16(value)
      }
    }
    func colour(_ node: Node) -> Palette.Colour? {
      node.string.flatMap(Palette.Colour.init(hexString:)) ?? ColourText.colour(node.sequence?.map(\.int) ?? [])
    }
    func colours(_ mapping: Node.Mapping?, _ owner: String) throws -> [Palette.Colour] {
      let spellings = [EntryKeys.colours.rawValue] + Self.coloursKeys
      let given = spellings.compactMap { key in mapping?[key].map { (key, $0) } }
      guard let (spelling, node) = given.first else { return [] }
      let key = "\(owner).\(spelling)"
      if given.count > 1 { throw wrongType(key, "\(given[1].0) says the same; leave out one of them") }
      if let one = colour(node) { return [one] }
      guard let sequence = node.sequence else {
        throw wrongType(key, "a list of colours, such as [\"#0000ff\"], is needed here")
      }
      return try sequence.map {
        guard let colour = colour($0) else {
          throw wrongType(key, "colours are written \"#rrggbb\", quotes included")
        }
        return colour
      }
    }
    let top = try mapping(root, "(the whole file)", known: Keys.allCases.map(\.rawValue))
    guard let entries = top[Keys.classes.rawValue]?.sequence else {
      throw wrongType("classes", "a list is needed here")
    }
    let classes = try entries.enumerated().map { index, node in
      let entry = try mapping(node, "classes[\(index)]", known: Self.entryKeys)
      guard let name = entry[EntryKeys.name.rawValue]?.string else {
        throw wrongType("classes[\(index)].name", "every class needs a name")
      }
      guard let number = UInt8(exactly: index) else {
        throw ClassTableError.classCount(path: path, count: entries.count)
      }
      return NamedClass(
        name: name, colours: try colours(entry, name),
        values: try values(entry[EntryKeys.values.rawValue], "\(name).values", or: [UInt16(number)]))
    }
    let ignore = try top[Keys.ignore.rawValue].map {
      try mapping($0, "ignore", known: Self.entryKeys.filter { $0 != EntryKeys.name.rawValue })
    }
    try self.init(
      classes: classes, ignoredValues: try values(ignore?[EntryKeys.values.rawValue], "ignore.values", or: [255]),
      ignoredColours: try colours(ignore, "ignore"), path: path)
  }
}
