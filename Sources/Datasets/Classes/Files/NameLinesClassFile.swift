import Foundation

/// A list of names, one a line, perhaps with numbers (`0 road`, `0: road`), as `labels.txt` of labelme.
///
/// labelme gives `__ignore__` the number -1, which its masks store as 255, and numbers the other names from 0.
enum NameLinesClassFile: ClassFileFormat {
  static let words = "a list of two names or more, one a line (labels.txt of labelme)"

  private static let ignored = "__ignore__"
  private static let longest = 80
  /// The most words of a name. A line of prose has more.
  private static let mostWords = 8

  static func read(_ text: String, path: String) throws -> ListedClasses? {
    let lines = text.replacingOccurrences(of: "\t", with: " ").split(separator: "\n")
      .map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty && !$0.hasPrefix("#") }
    guard lines.count >= 2, lines.allSatisfy(isName) else { return nil }
    let numbered = lines.compactMap(numbered)
    if numbered.count == lines.count { return ListedClasses(numbered) }
    guard !lines.contains(where: { $0.contains(":") }) else { return nil }
    let names = lines.filter { $0 != ignored }
    return ListedClasses(names.map { .init(name: $0) }, ignoredValues: names.count < lines.count ? [255] : nil)
  }

  private static func isName(_ line: String) -> Bool {
    line.count <= longest && line.split(separator: " ").count <= mostWords
      && line.contains(where: \.isLetter) && !line.hasPrefix("- ")
      && !line.contains { "{}[]<>=;|\"\\@".contains($0) || $0.isNewline }
      && line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0xFFFD }
  }

  private static func numbered(_ line: String) -> ListedClasses.Entry? {
    let digits = line.prefix(while: \.isNumber)
    let name = line.dropFirst(digits.count).drop { " :,.)".contains($0) }
    guard let value = Int(digits), !name.isEmpty, name.startIndex > digits.endIndex else { return nil }
    return .init(name: String(name), value: value)
  }
}
