/// Comma-separated text after RFC 4180.
///
/// Works on Unicode scalars: Swift takes a carriage return and the line feed behind it for one character, and a comma and
/// an accent too.
package enum CSV {
  /// A field, in quotation marks if it needs them.
  package static func quoted(_ field: String) -> String {
    guard field.unicodeScalars.contains(where: { "\",\n\r".unicodeScalars.contains($0) }) else { return field }
    let doubled = field.unicodeScalars.flatMap { $0 == "\"" ? [$0, $0] : [$0] }
    return "\"\(String(String.UnicodeScalarView(doubled)))\""
  }

  /// The fields of each line.
  package static func records(of text: String) -> [[String]] {
    var records: [[String]] = []
    var fields: [String] = []
    var field = String.UnicodeScalarView()
    var isQuoted = false
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\"" where isQuoted && rest.first == "\"": field.append(rest.removeFirst())
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
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
