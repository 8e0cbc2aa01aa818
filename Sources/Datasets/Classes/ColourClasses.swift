import Basics
import Imaging
import Synchronization

/// Which class each colour of a table means; `Label.none` where it is ignored.
final class ColourClasses: Sendable {
  private let table: [Palette.Colour: UInt16]
  /// Of the table, in its order; empty where only exact colours count.
  private let candidates: [(colour: Palette.Colour, index: UInt16)]
  private let found = Mutex([Palette.Colour: UInt16]())

  init(_ classes: ClassTable) {
    table = classes.classOfColour
    // In the order of the table, so that what is found does not depend on the order of a dictionary.
    let colours = classes.classes.flatMap(\.colours) + classes.ignoredColours
    let table = table
    candidates = classes.takesNearestColour ? colours.compactMap { colour in table[colour].map { (colour, $0) } } : []
  }

  /// The class of `colour`; nil where it has none.
  subscript(colour: Palette.Colour) -> UInt16? {
    if let index = table[colour] { return index }
    guard !candidates.isEmpty else { return nil }
    return found.withLock { found in
      if let index = found[colour] { return index }
      let nearest = candidates.min { distance($0.colour, colour) < distance($1.colour, colour) }
      // A photograph taken for a label has too many colours to remember.
      if found.count >= 1 << 16 { found = [:] }
      found[colour] = nearest?.index
      return nearest?.index
    }
  }

  private func distance(_ one: Palette.Colour, _ other: Palette.Colour) -> Int {
    func square(_ a: UInt8, _ b: UInt8) -> Int { (Int(a) - Int(b)) * (Int(a) - Int(b)) }
    return square(one.red, other.red) + square(one.green, other.green) + square(one.blue, other.blue)
  }
}
