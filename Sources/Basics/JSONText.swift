import Foundation

/// JSON as every file and table of the package writes it: indented, keys in alphabetical order.
public enum JSONText {
  /// `value` as text that ends with a line end.
  public static func encode(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }
}
