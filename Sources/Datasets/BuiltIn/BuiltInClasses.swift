import Basics
import Foundation
import Imaging

/// The class table of a well-known data set, which comes with the package.
package struct BuiltInClasses: Sendable {
  /// The name that commands know the data set by.
  package let name: String
  /// The data set in one line.
  package let summary: String
  /// The publication that the classes come from.
  package let source: String
  /// Parts that file names of the data set often have.
  let nameParts: [String]
  /// Ends of names and names of folders of the label files to take where an image has several, the best first.
  package let labelMarks: [String]
  private let notes: [String]
  private let make: @Sendable () throws -> ClassTable

  /// - Parameter notes: a remark for each class, such as what is merged in it; empty for no remarks.
  init(
    _ name: String, _ summary: String, source: String, nameParts: [String] = [], labelMarks: [String] = [],
    notes: [String] = [],
    make: @escaping @Sendable () throws -> ClassTable
  ) {
    self.name = name
    self.summary = summary
    self.source = source
    self.nameParts = nameParts
    self.labelMarks = labelMarks
    self.notes = notes
    self.make = make
  }

  package static let all = [
    PotsdamClasses.six, PotsdamClasses.three, VaihingenClasses.six, COCOStuffClasses.fine, COCOStuffClasses.coarse,
    COCOStuffClasses.stuff,
    COCOStuffClasses.few, CamVidClasses.eleven, CityscapesClasses.labelIds, CityscapesClasses.trainIds,
    LoveDAClasses.seven, PascalVOCClasses.twentyOne, DubaiClasses.five, DeepGlobeClasses.six, LandCoverAIClasses.five,
    FloodNetClasses.nine,
  ]

  /// - Throws: ``UnknownDataset``.
  package static func named(_ name: String) throws -> BuiltInClasses {
    guard let found = all.first(where: { $0.name == name }) else {
      throw UnknownDataset(name: name, known: all.map(\.name))
    }
    return found
  }

  /// - Throws: ``ClassTableError``, if the table is wrong.
  package func table() throws -> ClassTable { try make() }

  /// The table as a file of classes, from which a user can make another.
  package func yaml() throws -> String { "# \(name): \(summary).\n# \(source).\n\n" + (try table().yaml(notes: notes)) }
}

/// The error for a data set that does not come with the package.
public struct UnknownDataset: Error, Hashable, CustomStringConvertible, LocalizedError {
  /// The name that was asked for.
  public let name: String
  /// The names of the data sets that come with the package.
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

  /// The table of the data set called `name`.
  /// - Throws: ``UnknownDataset``.
  public static func named(_ name: String) throws -> ClassTable { try BuiltInClasses.named(name).table() }

  /// A table from rows of name, values and colours written `0xRRGGBB`.
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
