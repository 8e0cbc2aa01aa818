import Basics
import Foundation
import Imaging

extension Scores {
  /// The scores as text for people: a line for each class, then the scores over all classes.
  public var table: String {
    let rows = [heads] + occurring.map(cells)
    let widths = heads.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    var text = ""
    for row in rows {
      var line = row[0] + String(repeating: " ", count: widths[0] - row[0].count)
      for column in row.indices.dropFirst() {
        line += String(repeating: " ", count: 2 + max(9, widths[column]) - row[column].count) + row[column]
      }
      text += line + "\n"
    }
    if let absent { text += "\n\(absent)\n" }
    text += "\n\(summary)\n"
    for (name, value) in totals { text += name + String(repeating: " ", count: 31 - name.count) + value + "\n" }
    return text
  }

  /// The same as Markdown, for notes and pull requests.
  public var markdown: String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    func escaped(_ text: String) -> String {
      text.map { $0.isNewline ? " " : $0 == "|" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
    }
    var text = line(heads) + "|---" + String(repeating: "|---:", count: heads.count - 1) + "|\n"
    for label in occurring { text += line(cells(label).map(escaped)) }
    if let absent { text += "\n\(absent)\n" }
    text += "\n" + line(["score", "value"]) + "|---|---:|\n"
    for (name, value) in totals { text += line([name, value]) }
    return text + "\n\(summary)\n"
  }

  /// The classes that labels or masks have.
  private var occurring: [Int] { perClass.indices.filter { perClass[$0].iou != nil } }

  /// How many classes are left out of the table; nil where none is.
  private var absent: String? {
    let count = perClass.count - occurring.count
    guard count > 0 else { return nil }
    return "\(NumberText.count(count, "class", "classes")) without pixels in labels and masks "
      + "\(count == 1 ? "is" : "are") left out"
  }

  private var heads: [String] {
    ["class", "IoU", "user's (precision)", "producer's (recall)", "F1"]
      + (boundaryTolerance == nil ? [] : ["boundary F"]) + ["pixels", "clusters"]
  }

  private func cells(_ label: Int) -> [String] {
    let (entry, score) = (naming.classes[label], perClass[label])
    let clusters = naming.clusters(showing: label).map(String.init).joined(separator: ",")
    return [entry.name] + [score.iou, score.usersAccuracy, score.producersAccuracy, score.f1].map(share)
      + (boundaryTolerance == nil ? [] : [share(score.boundaryF)])
      + ["\(score.pixels)", clusters.isEmpty ? "-" : clusters]
  }

  private var summary: String {
    (naming.rule == .identity
      ? "\(NumberText.count(perClass.count, "class", "classes")), as the masks have them, "
      : "\(naming.rule?.rawValue ?? "given") matching of \(NumberText.count(confusion.count, "cluster")) to "
        + NumberText.count(perClass.count, "class", "classes") + ", ")
      + "\(NumberText.count(images, "image")), \(NumberText.count(pixels, "pixel")) scored, \(ignored) ignored"
  }

  private var totals: [(name: String, value: String)] {
    var totals = [
      ("overall accuracy (of pixels)", share(overallAccuracy)), ("Cohen's kappa", share(kappa)),
      ("mean class accuracy", share(meanAccuracy)), ("mean IoU", share(meanIoU)),
      ("frequency-weighted IoU", share(frequencyWeightedIoU)), ("mean F1", share(meanF1)),
      ("adjusted Rand index", share(adjustedRandIndex)),
      ("normalized mutual information", share(normalizedMutualInformation)),
    ]
    switch boundaryTolerance {
    case .ofDiagonal(let share)?:
      totals.append(
        ("boundary F", "\(self.share(boundaryF)) (within \(NumberText.decimal(100 * share, 2)) % of the diagonal)"))
    case .pixels(let distance)?:
      totals.append(("boundary F", "\(share(boundaryF)) (within \(NumberText.decimal(distance, 1)) pixels)"))
    case nil: break
    }
    return totals
  }

  private func share(_ value: Double?) -> String { value.map { NumberText.decimal($0, 4) } ?? "-" }
}
