import Basics
import Imaging

extension MaskStyle {
  private static let columns = ["value", "name", "colour", "red", "green", "blue"]

  /// A line for each value: the value, its name, its colour as `#rrggbb` and as three numbers.
  public var csv: String {
    let lines = entries.map { entry in
      "\(entry.value),\(CSV.quoted(entry.name)),\(entry.colour.hexString),"
        + "\(entry.colour.red),\(entry.colour.green),\(entry.colour.blue)\n"
    }
    return Self.columns.joined(separator: ",") + "\n" + lines.joined()
  }

  /// Reads the text that ``csv`` gives; nil for a table of other columns.
  /// - Parameter path: of the file, for errors.
  /// - Throws: ``EvaluationError/notMaskStyle(path:reason:)``.
  public init?(csv text: String, path: String) throws {
    let records = CSV.records(of: text)
    guard records.first == Self.columns else { return nil }
    entries = try records.enumerated().dropFirst().map { index, fields in
      guard fields.count == Self.columns.count, let value = UInt8(fields[0]),
        let colour = Palette.Colour(hexString: fields[2])
      else {
        throw EvaluationError.notMaskStyle(path: path, reason: "entry \(index) has no value, name and colours")
      }
      return Entry(value: value, name: fields[1], colour: colour)
    }
  }
}
