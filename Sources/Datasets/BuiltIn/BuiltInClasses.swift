import Basics
import Foundation
import Imaging

/// The classes of a well-known data set, as they come with the program.
public struct BuiltInClasses: Sendable {
  /// By which commands know it.
  public let name: String
  /// What it is, in a line.
  public let summary: String
  /// Where its classes come from.
  public let source: String
  /// What file names of the data set often have in them.
  let nameParts: [String]
  private let notes: [String]
  private let make: @Sendable () throws -> ClassTable

  /// - Parameter notes: for each class a remark, such as what is merged in it; none for no remarks.
  init(
    _ name: String, _ summary: String, source: String, nameParts: [String] = [], notes: [String] = [],
    make: @escaping @Sendable () throws -> ClassTable
  ) {
    self.name = name
    self.summary = summary
    self.source = source
    self.nameParts = nameParts
    self.notes = notes
    self.make = make
  }

  public static let all = [
    PotsdamClasses.six, PotsdamClasses.three, COCOStuffClasses.fine, COCOStuffClasses.coarse, COCOStuffClasses.stuff,
    COCOStuffClasses.few, CamVidClasses.eleven, CityscapesClasses.labelIds, CityscapesClasses.trainIds,
    LoveDAClasses.seven, PascalVOCClasses.twentyOne, DubaiClasses.five,
  ]

  /// - Throws: ``UnknownDataset``.
  public static func named(_ name: String) throws -> BuiltInClasses {
    guard let found = all.first(where: { $0.name == name }) else {
      throw UnknownDataset(name: name, known: all.map(\.name))
    }
    return found
  }

  /// - Throws: ``ClassTableError``, if the data are wrong.
  public func table() throws -> ClassTable { try make() }

  /// The classes as a file of classes, a start for one's own.
  public func yaml() throws -> String { "# \(name): \(summary).\n# \(source).\n\n" + (try table().yaml(notes: notes)) }
}

/// A data set that does not come with the program.
public struct UnknownDataset: Error, Hashable, CustomStringConvertible, LocalizedError {
  public let name: String
  /// Those that do.
  public let known: [String]

  package init(name: String, known: [String]) {
    self.name = name
    self.known = known
  }

  public var description: String { "there is no data set \(name); known are \(known.joined(separator: ", "))" }
  public var errorDescription: String? { description }
}

extension ClassTable {
  /// The names that ``named(_:)`` knows.
  public static var builtInNames: [String] { BuiltInClasses.all.map(\.name) }

  /// The table of a data set.
  /// - Throws: ``UnknownDataset``.
  public static func named(_ name: String) throws -> ClassTable { try BuiltInClasses.named(name).table() }

  /// Classes from rows of name, values and colours written `0xRRGGBB`.
  init(
    rows: [(name: String, values: [UInt16], colours: [UInt32])], ignoredValues: [UInt16], ignoredColours: [UInt32] = [],
    path: String
  ) throws {
    try self.init(
      classes: rows.map { row in
        NamedClass(name: row.name, colours: row.colours.map { .init(hex: $0) }, values: row.values)
      }, ignoredValues: ignoredValues, ignoredColours: ignoredColours.map { .init(hex: $0) }, path: path)
  }
}
