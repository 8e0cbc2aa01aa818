import Basics
import Imaging

extension MaskStyle {
  private static let columns = ["value", "name", "colour", "red", "green", "blue"]

  /// A line for each value: the value, its name, its colour as `#rrggbb` and as three numbers.
  public var csv: String {
    let lines = lines.map { line in
      "\(line.value),\(CSV.quoted(line.name)),\(line.colour.hexString),"
        + "\(line.colour.red),\(line.colour.green),\(line.colour.blue)\n"
    }
    return Self.columns.joined(separator: ",") + "\n" + lines.joined()
  }

  /// Reads the text that ``csv`` gives, a class for each line; nil for a table of other columns.
  /// - Parameter path: of the file, for errors.
  /// - Throws: ``NamingError/notMaskStyle(path:reason:)``.
  public init?(csv text: String, path: String) throws {
    let records = CSV.records(of: text)
    guard records.first == Self.columns else { return nil }
    classes = try records.enumerated().dropFirst().map { index, fields in
      guard fields.count == Self.columns.count, let value = UInt16(fields[0]),
        let colour = Palette.Colour(hexString: fields[2])
      else {
        throw NamingError.notMaskStyle(path: path, reason: "entry \(index) has no value, name and colours")
      }
      return NamedClass(name: fields[1], colours: [colour], values: [value])
    }
  }
}
