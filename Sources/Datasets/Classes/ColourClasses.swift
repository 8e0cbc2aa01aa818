import Basics
import Imaging
import Synchronization

/// The class of each colour by a table; `Label.none` for an ignored colour.
final class ColourClasses: Sendable {
  private let table: [Palette.Colour: UInt16]
  /// The colours of the table, in its order; empty where only exact colours count.
  private let candidates: [(colour: Palette.Colour, index: UInt16)]
  private let found = Mutex([Palette.Colour: UInt16]())
  /// All colours of the table, in its order.
  private let all: [Palette.Colour]

  init(_ classes: ClassTable) {
    table = classes.classOfColour
    // In the order of the table, so that the nearest colour does not depend on the order of a dictionary.
    let colours = classes.classes.flatMap(\.colours) + classes.ignoredColours
    let table = table
    all = colours
    candidates = classes.takesNearestColour ? colours.compactMap { colour in table[colour].map { (colour, $0) } } : []
  }

  /// The class of `colour`; nil where it has none.
  subscript(colour: Palette.Colour) -> UInt16? {
    if let index = table[colour] { return index }
    guard !candidates.isEmpty else { return nil }
    return found.withLock { found in
      if let index = found[colour] { return index }
      let nearest = candidates.min { distance($0.colour, colour) < distance($1.colour, colour) }
      // A photograph that is given as a label has too many colours to remember.
      if found.count >= 1 << 16 { found = [:] }
      found[colour] = nearest?.index
      return nearest?.index
    }
  }

  /// Whether a colour that is not in the table stands for the nearest one.
  var takesNearest: Bool { !candidates.isEmpty }

  /// The number of colours in the table.
  var count: Int { all.count }

  /// The class of a colour of the table, whatever colours it is the nearest of; nil for any other colour.
  func exact(_ colour: Palette.Colour) -> UInt16? { table[colour] }

  /// The distance of `colour` from the nearest colour of the table, in steps of a channel.
  func distanceToNearest(_ colour: Palette.Colour) -> Double {
    Double(all.map { distance($0, colour) }.min() ?? 0).squareRoot()
  }

  private func distance(_ one: Palette.Colour, _ other: Palette.Colour) -> Int {
    func square(_ a: UInt8, _ b: UInt8) -> Int { (Int(a) - Int(b)) * (Int(a) - Int(b)) }
    return square(one.red, other.red) + square(one.green, other.green) + square(one.blue, other.blue)
  }
}
