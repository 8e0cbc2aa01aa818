import Basics
import Imaging

/// The classes of a data set and how its label files write them.
///
/// A label file holds either one value a pixel (grey PNG, or palette PNG by its indices) or one colour a pixel. Classes
/// are numbered in the order of the table.
public struct ClassTable: Hashable, Sendable {
  /// The classes in their order, from class 0 on.
  public private(set) var classes: [NamedClass]
  /// Values whose pixels are not scored.
  public private(set) var ignoredValues: [UInt16]
  /// Colours whose pixels are not scored.
  public private(set) var ignoredColours: [Palette.Colour]
  /// Whether a colour that is not in the table stands for the nearest colour of the table, for labels that compression has
  /// damaged.
  public var takesNearestColour = false

  /// - Parameter path: of the file that the table comes from, for errors.
  /// - Throws: ``ClassTableError`` for no classes, for more than 254, and for a value or colour that is listed twice.
  public init(
    classes: [NamedClass], ignoredValues: [UInt16] = [255], ignoredColours: [Palette.Colour] = [],
    path: String = "classes"
  ) throws {
    guard (1...254).contains(classes.count) else {
      throw ClassTableError.classCount(path: path, count: classes.count)
    }
    var values: Set<UInt16> = []
    var colours: Set<Palette.Colour> = []
    for value in classes.flatMap(\.values) + ignoredValues where !values.insert(value).inserted {
      throw ClassTableError.ambiguous(path: path, what: "value \(value)")
    }
    for colour in classes.flatMap(\.colours) + ignoredColours where !colours.insert(colour).inserted {
      throw ClassTableError.ambiguous(path: path, what: "colour \(colour.hexString)")
    }
    self.classes = classes
    self.ignoredValues = ignoredValues
    self.ignoredColours = ignoredColours
  }

  /// Takes all values and colours from those that are ignored.
  mutating func ignoreNothing() {
    ignoredValues = []
    ignoredColours = []
  }

  /// Whether colour-coded labels can be read.
  package var hasColours: Bool { classes.contains { !$0.colours.isEmpty } }

  /// The class of each value: `Label.none` for an ignored value, nil for a value that stands for no class.
  var classOfValue: [UInt16?] {
    let greatest = max(255, (classes.flatMap(\.values) + ignoredValues).max() ?? 0)
    var table = [UInt16?](repeating: nil, count: Int(greatest) + 1)
    for (index, entry) in classes.enumerated() { for value in entry.values { table[Int(value)] = UInt16(index) } }
    for value in ignoredValues { table[Int(value)] = Label.none }
    return table
  }

  /// The class of each colour; `Label.none` for an ignored colour.
  var classOfColour: [Palette.Colour: UInt16] {
    var table: [Palette.Colour: UInt16] = [:]
    for (index, entry) in classes.enumerated() { for colour in entry.colours { table[colour] = UInt16(index) } }
    for colour in ignoredColours { table[colour] = Label.none }
    return table
  }
}
