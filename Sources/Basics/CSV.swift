/// Comma-separated text, as in RFC 4180.
///
/// The text is read by Unicode scalars. As a Swift `Character`, a comma and an accent after it would be one character, and
/// so would a carriage return and a line feed.
package enum CSV {
  /// A field, in quotation marks where the format asks for them.
  package static func quoted(_ field: String) -> String {
    guard field.unicodeScalars.contains(where: { "\",\n\r".unicodeScalars.contains($0) }) else { return field }
    let doubled = field.unicodeScalars.flatMap { $0 == "\"" ? [$0, $0] : [$0] }
    return "\"\(String(String.UnicodeScalarView(doubled)))\""
  }

  /// The fields of each record, in the order of the text.
  package static func records(of text: String, separator: Unicode.Scalar = ",") -> [[String]] {
    var records: [[String]] = []
    var fields: [String] = []
    var field = String.UnicodeScalarView()
    var isQuoted = false
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\"" where isQuoted && rest.first == "\"": field.append(rest.removeFirst())
      case "\"": isQuoted.toggle()
      case separator where !isQuoted:
        fields.append(String(field))
        field.removeAll()
      case "\r" where !isQuoted && rest.first == "\n": break
      case "\n" where !isQuoted:
        records.append(fields + [String(field)])
        fields.removeAll()
        field.removeAll()
      default: field.append(scalar)
      }
    }
    return fields.isEmpty && field.isEmpty ? records : records + [fields + [String(field)]]
  }
}
