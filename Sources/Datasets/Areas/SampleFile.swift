import Basics
import Foundation

/// A file of sample points with the class of each by the reference: a CSV with a line of heads.
///
/// Places are columns `x` and `y` in the coordinates of the masks, or columns `column` and `row` of an `image`. The class is a
/// name or a value in a column `class`. Fields are separated by commas, semicolons or tabs; with semicolons and tabs,
/// a number may have a decimal comma.
package struct SampleFile: Hashable, Sendable {
  package let path: String
  package let points: [SamplePoint]
  /// Lines that have no class.
  package let unlabelled: Int

  private static let names: [(column: Column, names: [String])] = [
    (.x, ["x", "easting", "east", "lon", "long", "longitude", "xcoord", "coordx", "pointx"]),
    (.y, ["y", "northing", "north", "lat", "latitude", "ycoord", "coordy", "pointy"]),
    (.column, ["column", "col", "pixelcolumn"]), (.row, ["row", "line", "pixelrow"]),
    (.image, ["image", "mask", "file", "filename", "tile", "path"]),
    (
      .label,
      [
        "class", "reference", "ref", "label", "refclass", "referenceclass", "classname", "category", "trueclass",
        "truth",
      ]
    ),
  ]

  private enum Column: Hashable { case x, y, column, row, image, label }

  package init(contentsOf url: URL) throws {
    try self.init(TextFile.read(url), path: url.path)
  }

  /// - Parameter path: of the file, for errors.
  /// - Throws: ``AreasError/sample(path:reason:)``.
  package init(_ text: String, path: String) throws {
    self.path = path
    var text = text
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    let head = text.unicodeScalars.prefix { $0 != "\n" && $0 != "\r" }
    let separator = [",", ";", "\t"].max { one, other in head.count { $0 == one } < head.count { $0 == other } } ?? ","
    let records = CSV.records(of: text, separator: separator)
      .map { $0.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) } }
    let titles = records.first ?? []
    let columns = Self.columns(titles)
    func wrong(_ reason: String) -> AreasError { .sample(path: path, reason: reason) }
    let hasCoordinates = columns[.x] != nil && columns[.y] != nil
    guard titles.contains(where: { !$0.isEmpty }) else { throw wrong("is empty") }
    guard columns[.label] != nil, hasCoordinates || (columns[.column] != nil && columns[.row] != nil) else {
      throw wrong(
        "has the columns \(titles.joined(separator: ", ")); x, y and class are needed, or image, column, row and class")
    }
    var points: [SamplePoint] = []
    var unlabelled = 0
    for (index, record) in records.enumerated().dropFirst() where record.contains(where: { !$0.isEmpty }) {
      func field(_ column: Column) -> String {
        columns[column].flatMap { record.indices.contains($0) ? record[$0] : nil } ?? ""
      }
      func number(_ column: Column) throws -> Double {
        let text = field(column)
        let plain = separator == "," ? text : text.replacing(",", with: ".")
        guard let value = Double(plain), value.isFinite, abs(value) < 1e15 else {
          throw wrong("line \(index + 1) has '\(text)' as \(titles[columns[column] ?? 0]), which is not a number")
        }
        return value
      }
      let place: SamplePoint.Place =
        try hasCoordinates
        ? .coordinates(x: number(.x), y: number(.y))
        : .pixel(column: Int(number(.column).rounded(.down)), row: Int(number(.row).rounded(.down)))
      let image = field(.image)
      guard !field(.label).isEmpty else {
        unlabelled += 1
        continue
      }
      points.append(
        SamplePoint(line: index + 1, place: place, image: image.isEmpty ? nil : image, label: field(.label)))
    }
    guard !points.isEmpty else {
      throw wrong(
        unlabelled == 0
          ? "has no line below the heads"
          : "has no class in any of its \(NumberText.count(unlabelled, "line")); write the reference class of each point"
      )
    }
    self.points = points
    self.unlabelled = unlabelled
  }

  /// The place of each column that is known; the first one of several.
  private static func columns(_ titles: [String]) -> [Column: Int] {
    let plain = titles.map { $0.lowercased().filter { $0.isLetter || $0.isNumber } }
    var columns: [Column: Int] = [:]
    for (column, names) in names {
      columns[column] = names.lazy.compactMap { plain.firstIndex(of: $0) }.first
    }
    return columns
  }
}
