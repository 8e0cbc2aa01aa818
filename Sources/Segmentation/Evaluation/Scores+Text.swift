import Foundation

extension Scores {
  /// The scores as JSON, keys in alphabetical order.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }

  /// A table to read: a line each for the whole and for every class.
  public var table: String {
    let width = max(5, perClass.map(\.name.count).max() ?? 0)
    func line(_ name: String, _ columns: [String]) -> String {
      name.padding(toLength: width, withPad: " ", startingAt: 0)
        + columns.map { String(repeating: " ", count: max(2, 12 - $0.count)) + $0 }.joined() + "\n"
    }
    func share(_ value: Double?) -> String { value.map { decimal($0, 4) } ?? "-" }
    var text = line("class", ["IoU", "accuracy", "pixels", "clusters"])
    for (label, score) in perClass.enumerated() {
      let clusters = matching.indices.filter { matching[$0] == label }.map(String.init).joined(separator: ",")
      text += line(
        score.name, [share(score.iou), share(score.accuracy), "\(score.pixels)", clusters.isEmpty ? "-" : clusters])
    }
    text += "\n\(rule?.rawValue ?? "given") matching of \(confusion.count) clusters to \(perClass.count) classes, "
    text += "\(images) image\(images == 1 ? "" : "s"), \(pixels) pixels scored, \(ignored) ignored\n"
    text += "pixel accuracy \(share(pixelAccuracy))   mean IoU \(share(meanIoU))\n"
    return text
  }
}
