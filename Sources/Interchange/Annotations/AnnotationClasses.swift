import Datasets
import Imaging

/// The classes of annotations: their numbers from 1 on, and the values that masks hold for them.
package struct AnnotationClasses: Sendable {
  package struct Entry: Hashable, Sendable {
    /// From 1 on; 0 stands for no class.
    package let number: Int
    package let name: String
    package let colour: Palette.Colour
    /// Whether each region of the class is a segment of its own.
    package let isThing: Bool
  }

  package let entries: [Entry]
  private let places: [UInt16: Int]

  /// - Parameters:
  ///   - classes: with the values that masks hold for each.
  ///   - things: the names of the classes whose regions are segments of their own.
  /// - Throws: ``AnnotationError/unknownThing(path:name:known:)``.
  package init(_ classes: [NamedClass], things: [String], path: String) throws {
    for name in things where !classes.contains(where: { $0.name == name }) {
      throw AnnotationError.unknownThing(path: path, name: name, known: classes.map(\.name))
    }
    var places: [UInt16: Int] = [:]
    for (place, entry) in classes.enumerated() {
      for value in entry.values where places[value] == nil { places[value] = place }
    }
    self.places = places
    entries = classes.enumerated().map { place, entry in
      Entry(
        number: place + 1, name: entry.name, colour: entry.colour(number: place), isThing: things.contains(entry.name))
    }
  }

  /// The class of a value of the mask at `path`.
  /// - Throws: ``AnnotationError/unknownValue(path:value:)``.
  func entry(of value: UInt16, path: String) throws -> Entry {
    guard let place = places[value] else { throw AnnotationError.unknownValue(path: path, value: value) }
    return entries[place]
  }
}
