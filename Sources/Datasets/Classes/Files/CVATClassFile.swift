import Foundation
import Imaging

/// `labelmap.txt` of CVAT and Datumaro, with the colours of segmentation masks. The line of a class is its value in masks of
/// one value a pixel.
enum CVATClassFile: ClassFileFormat {
  static let words = "labelmap.txt of CVAT (road:128,64,128::)"

  static func read(_ text: String, path: String) throws -> ListedClasses? {
    var entries: [ListedClasses.Entry] = []
    for line in text.split(separator: "\n") where !line.allSatisfy(\.isWhitespace) && !line.hasPrefix("#") {
      let fields = line.split(separator: ":", omittingEmptySubsequences: false)
      // The name itself may hold a colon.
      guard fields.count >= 4 else { return nil }
      let colour = fields[fields.count - 3].filter { !$0.isWhitespace }
      let name = fields.dropLast(3).joined(separator: ":").trimmingCharacters(in: .whitespaces)
      guard !name.isEmpty, colour.isEmpty || ColourText.colour(colour) != nil else { return nil }
      entries.append(.init(name: name, colour: ColourText.colour(colour)))
    }
    return entries.isEmpty ? nil : ListedClasses(entries)
  }
}
