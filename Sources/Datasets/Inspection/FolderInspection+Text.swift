import Basics
import Foundation
import Imaging

extension FolderInspection {
  /// The findings as JSON, keys in alphabetical order.
  package func json() throws -> String {
    try JSONText.encode(self)
  }

  /// Remarks that the text ends some lines with, such as options of the command that shows the findings.
  package struct Hints: Hashable, Sendable {
    /// How a user makes a file of classes.
    package var classes: String?
    /// Where a user finds the lines of a histogram that the text leaves out.
    package var histogram: String?

    package init(classes: String? = nil, histogram: String? = nil) {
      self.classes = classes
      self.histogram = histogram
    }
  }

  /// The findings as text for people.
  package func text(hints: Hints = Hints()) -> String {
    var text = groups.map { $0.text(hints) }.joined(separator: "\n")
    if !pairings.isEmpty { text += "\n" }
    for pairing in pairings {
      text += "\(pairing.images) and \(pairing.labels): \(NumberText.count(pairing.pairs, "pair"))"
      text += Self.example(pairing.imagesAlone, "images without a label")
      text += Self.example(pairing.labelsAlone, "labels without an image")
      text += Self.example(pairing.sizesDiffer, "labels of another size than their image") + "\n"
      if pairing.pairs == 0 { text += "  files pair by relative path and name without extension; rename them alike\n" }
    }
    for (suffix, count) in unsupported.sorted(by: { $0.key < $1.key }) {
      text +=
        "\n\(count) .\(suffix) \(count == 1 ? "file is" : "files are") passed over; convert to PNG or JPEG to use them\n"
    }
    return text
  }

  private static func example(_ paths: [String], _ what: String) -> String {
    paths.first.map { "\n  \(paths.count) \(what), such as \($0)" } ?? ""
  }
}

extension FolderInspection.Group {
  /// The most lines of a histogram; the JSON has all of them.
  private static let mostLines = 40

  fileprivate func text(_ hints: FolderInspection.Hints) -> String {
    var text = "\(folder): \(files) \(areLabels ? "label map" : "image")\(files == 1 ? "" : "s")\n"
    text += "  pixels  \(Self.commonest(kinds))\n  sizes   \(Self.commonest(sizes))\n"
    if let places {
      let alone = files - places.values.reduce(0, +)
      text += "  place   \(Self.commonest(places))" + (alone > 0 ? "; \(alone) without" : "") + "\n"
      if places.count > 1 || alone > 0 {
        text +=
          "  the images differ in coordinate system or resolution; one network sees all at the same scale in pixels\n"
      }
    }
    if let noData { text += "  no data \(Self.commonest(noData))\n" }
    let width = (bands ?? []).map(\.name.count).max() ?? 0
    for (number, band) in (bands ?? []).prefix(Self.mostLines).enumerated() {
      text += (number == 0 ? "  bands   " : "          ") + band.text(width: width) + "\n"
    }
    if let usedValues, bands == nil { text += "  values  \(usedValues.text)\n" }
    guard areLabels else { return text }
    let likely = fits.filter(\.isLikely).prefix(3)
    if likely.isEmpty {
      let hint = hints.classes.map { " (\($0))" } ?? ""
      text += fits.isEmpty ? "  fits no built-in data set" : "  its few numbers do not tell which data set it is"
      text += "; describe it in a file of classes\(hint)\n"
    } else {
      text += "  looks like "
      text += likely.map { "\($0.dataset) (\($0.met) of \($0.classes) classes)" }.joined(separator: ", or ") + "\n"
    }
    if let colours, values == nil || colours.count <= Self.mostLines {
      let sorted = colours.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
      text += Self.histogram(sorted, "colour", hints)
    }
    if let values {
      text += Self.histogram(values.sorted { $0.key < $1.key }.map { ("\($0.key)", $0.value) }, "value", hints)
    }
    return text
  }

  private static func commonest(_ counts: [String: Int]) -> String {
    let sorted = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
    let shown = sorted.prefix(4).map { counts.count == 1 ? $0.key : "\($0.key) (\($0.value))" }
    return shown.joined(separator: ", ") + (sorted.count > 4 ? ", and \(sorted.count - 4) more" : "")
  }

  private static func histogram(
    _ entries: [(key: String, value: Int)], _ name: String, _ hints: FolderInspection.Hints
  ) -> String {
    let pixels = entries.reduce(0) { $0 + $1.value }
    var text = ""
    for (key, count) in entries.prefix(mostLines) {
      let share = NumberText.decimal(100 * Double(count) / Double(max(1, pixels)), 2)
      text += "  \(name) \(key.padding(toLength: max(7, key.count), withPad: " ", startingAt: 0))"
      text += String(repeating: " ", count: max(0, 7 - share.count)) + "\(share) %\n"
    }
    guard entries.count > mostLines else { return text }
    return text + "  and \(entries.count - mostLines) more\(hints.histogram.map { "; \($0)" } ?? "")\n"
  }
}
