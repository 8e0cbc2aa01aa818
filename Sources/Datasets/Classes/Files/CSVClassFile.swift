import Basics
import Foundation
import Imaging

/// A table with a line of headings, one class a line: `_classes.csv` of Roboflow (value and name), `class_dict.csv` as handed out
/// with many data sets (name, r, g, b), and the like. Fields are separated by commas, semicolons or tabs.
enum CSVClassFile: ClassFileFormat {
  static let words = "a CSV with headings (name,r,g,b or Pixel Value, Class)"

  private static let names = ["name", "class", "classname", "label", "labelname", "category", "classes"]
  private static let values = [
    "pixelvalue", "value", "index", "idx", "id", "classid", "labelid", "classindex", "pixel",
  ]
  private static let colours = ["color", "colour", "rgb", "hex", "hexcolor", "colorhex", "rgbcolor"]
  private static let parts = [["r", "red"], ["g", "green"], ["b", "blue"]]

  static func read(_ text: String, path: String) throws -> ListedClasses? {
    let head = text.prefix { $0 != "\n" }
    let separator = [",", ";", "\t"].first { head.contains($0) }
    guard let separator else { return nil }
    let commas = separator == "," ? text : text.replacingOccurrences(of: separator, with: ",")
    let records = CSV.records(of: commas).map { $0.map { $0.trimmingCharacters(in: .whitespaces) } }
    let titles = (records.first ?? []).map { title in title.lowercased().filter { $0.isLetter || $0.isNumber } }
    func column(_ known: [String]) -> Int? { known.lazy.compactMap { titles.firstIndex(of: $0) }.first }
    guard let name = column(names) else { return nil }
    let rgb = parts.compactMap(column)
    let (value, colour) = (column(values), column(colours))
    guard rgb.count == 3 || value != nil || colour != nil else { return nil }
    var entries: [ListedClasses.Entry] = []
    for (number, record) in records.enumerated().dropFirst() where record.contains(where: { !$0.isEmpty }) {
      func field(_ column: Int?) -> String { column.flatMap { record.indices.contains($0) ? record[$0] : nil } ?? "" }
      func wrong(_ what: String) -> ClassTableError { .wrongLine(path: path, line: number + 1, what: what) }
      guard !field(name).isEmpty else { throw wrong("has no name") }
      var entry = ListedClasses.Entry(name: field(name))
      if rgb.count == 3 {
        entry.colour = ColourText.colour(rgb.map { Int(field($0)) })
        if entry.colour == nil { throw wrong("has no red, green and blue from 0 to 255") }
      } else if let colour, !field(colour).isEmpty {
        entry.colour = ColourText.colour(field(colour)) ?? ColourText.colour("#\(field(colour))")
        if entry.colour == nil { throw wrong("has the colour \(field(colour)), which is not written #rrggbb or r g b") }
      }
      if let value {
        entry.value = Int(field(value))
        if entry.value == nil { throw wrong("has the value \(field(value)), which is not a whole number") }
      }
      entries.append(entry)
    }
    return entries.isEmpty ? nil : ListedClasses(entries)
  }
}
