import Foundation
import Imaging

extension MaskStyle {
  /// Reads the text that ``csv`` gives; nil for a table of other columns.
  /// - Parameter path: of the file, for errors.
  /// - Throws: ``EvaluationError/notMaskStyle(path:reason:)``.
  public init?(csv text: String, path: String) throws {
    let records = Self.records(of: text)
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

  /// Lines of fields, some of them in quotation marks.
  private static func records(of text: String) -> [[String]] {
    var records: [[String]] = []
    var fields: [String] = []
    var field = ""
    var isQuoted = false
    var rest = text[...]
    while let character = rest.popFirst() {
      switch character {
      case "\"" where isQuoted && rest.first == "\"": field.append(rest.removeFirst())
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        fields.append(field)
        field = ""
      case "\n" where !isQuoted, "\r\n" where !isQuoted:
        records.append(fields + [field])
        (fields, field) = ([], "")
      default: field.append(character)
      }
    }
    return fields.isEmpty && field.isEmpty ? records : records + [fields + [field]]
  }
}
