import Basics
import Imaging

/// A class: what people call it, and how labels and pictures show it.
public struct NamedClass: Hashable, Sendable {
  /// What people call the class.
  public var name: String
  /// Its colours in colour-coded labels. The first one shows the class in pictures; a class without colours is shown in
  /// one of ``Palette/standard``.
  public var colours: [Palette.Colour]
  /// Its values in label files of one value a pixel. The first one is written where one is needed.
  public var values: [UInt16]

  /// A class with its colours and values, the first of which are those that are written.
  public init(name: String, colours: [Palette.Colour] = [], values: [UInt16] = []) {
    self.name = name
    self.colours = colours
    self.values = values
  }

  /// The colour that shows the class.
  /// - Parameter number: its place in the list of classes, for a class without a colour of its own.
  public func colour(number: Int) -> Palette.Colour { colours.first ?? Self.standardColour(number) }

  /// The value that stands for the class.
  /// - Parameter number: its place in the list of classes, for a class without a value of its own.
  public func value(number: Int) -> UInt16 { values.first ?? UInt16(clamping: number) }

  /// The colour of a class or cluster that has none of its own.
  static func standardColour(_ number: Int) -> Palette.Colour { Palette.standard[UInt16(clamping: number)] }

  /// Classes under the numbers from 0 to `count` - 1, as in labels whose values have no names.
  public static func numbered(_ count: Int) -> [NamedClass] {
    (0..<count).map { NamedClass(name: "\($0)", values: [UInt16(clamping: $0)]) }
  }
}

extension NamedClass: Codable {
  private enum CodingKeys: String, CodingKey { case name, colours, values }

  /// Reads colours written `#rrggbb`; colours and values may be left out.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    colours =
      try container.decodeIfPresent([String].self, forKey: .colours)?.map { text in
        guard let colour = Palette.Colour(hexString: text) else {
          throw DecodingError.dataCorruptedError(
            forKey: .colours, in: container, debugDescription: "\(text) is no colour; colours are written #rrggbb")
        }
        return colour
      } ?? []
    values =
      try container.decodeIfPresent([Int].self, forKey: .values)?.map { number in
        guard let value = UInt16(exactly: number) else {
          throw DecodingError.dataCorruptedError(
            forKey: .values, in: container,
            debugDescription: "\(number) is no value; values are from 0 to \(UInt16.max)")
        }
        return value
      } ?? []
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(colours.map(\.hexString), forKey: .colours)
    try container.encode(values, forKey: .values)
  }
}
