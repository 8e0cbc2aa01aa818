import Basics
import Imaging

extension ClassTable {
  /// The table as a file that ``init(contentsOf:)`` reads.
  /// - Parameter notes: a remark to write beside each class; empty for no remarks.
  package func yaml(notes: [String] = []) -> String {
    func list(_ items: [String]) -> String { "[" + items.joined(separator: ", ") + "]" }
    func colours(_ colours: [Palette.Colour]) -> String { list(colours.map { "\"\($0.hexString)\"" }) }
    var text = "classes:\n"
    for (index, entry) in classes.enumerated() {
      if notes.indices.contains(index) { text += "  # \(notes[index])\n" }
      text += "  - name: \(Self.scalar(entry.name))\n"
      if !entry.colours.isEmpty { text += "    colours: \(colours(entry.colours))\n" }
      text += "    values: \(list(entry.values.map(String.init)))\n"
    }
    text += "ignore:\n"
    if !ignoredColours.isEmpty { text += "  colours: \(colours(ignoredColours))\n" }
    return text + "  values: \(list(ignoredValues.map(String.init)))\n"
  }

  /// `text` as YAML: bare where it begins with a letter and holds only plain characters, else in quotes.
  private static func scalar(_ text: String) -> String {
    let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
    let isPlain =
      text.first?.isLetter == true && text.last != " " && !words.contains(text.lowercased())
      && text.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0) || " -_".unicodeScalars.contains($0)
      }
    if isPlain { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\n": quoted += "\\n"
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        quoted += "\\x" + (digits.count < 2 ? "0" : "") + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
