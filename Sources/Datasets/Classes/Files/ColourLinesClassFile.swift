import Foundation
import Imaging

/// Lines of a name and three numbers for its colour, in either order, as in `label_colors.txt` of CamVid.
enum ColourLinesClassFile: ClassFileFormat {
  static let words = "lines of colours and names (128 64 128 road)"

  static func read(_ text: String, path: String) throws -> ListedClasses? {
    var entries: [ListedClasses.Entry] = []
    for line in text.split(separator: "\n") where !line.allSatisfy(\.isWhitespace) && !line.hasPrefix("#") {
      let words = line.split { $0.isWhitespace || ",;:".contains($0) }
      guard words.count >= 4 else { return nil }
      let (first, last) = (words.prefix(3), words.suffix(3))
      if let colour = ColourText.colour(first.map { Int($0) }) {
        entries.append(.init(name: words.dropFirst(3).joined(separator: " "), colour: colour))
      } else if let colour = ColourText.colour(last.map { Int($0) }) {
        entries.append(.init(name: words.dropLast(3).joined(separator: " "), colour: colour))
      } else {
        return nil
      }
    }
    return entries.isEmpty ? nil : ListedClasses(entries)
  }
}
