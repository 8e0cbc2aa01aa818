import Foundation

/// The form of all JSON that the package writes: indented, keys in alphabetical order.
package enum JSONText {
  /// The JSON of `value`, with a line end after it.
  package static func encode(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }

  /// The JSON of `value` on one line, for files with very many numbers.
  package static func compact(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }

  /// The text of ``encode(_:)`` with each list of numbers and colours on one line, for files that people edit.
  package static func joiningLists(_ text: String) -> String {
    // A JSON string holds no line end, so no match lies within a string.
    text.replacing(/\[\n\s+((?:"#[0-9a-f]{6}"|-?[0-9]+)(?:,\n\s+(?:"#[0-9a-f]{6}"|-?[0-9]+))*)\n\s*\]/) { list in
      "[" + list.output.1.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
        + "]"
    }.replacing(/\[\n\s*\n?\s*\]/) { _ in "[]" }
  }
}
