import Basics
import Datasets
import Imaging
import Segmentation

extension ReportPage {
  /// Which classes are taken for which, a heat map a run.
  var confusionSection: Section? {
    guard !scored.isEmpty else { return nil }
    let maps = scored.map { index, run, scores in
      let title = report.runs.count > 1 ? "<h3>\(name(ofRun: index))</h3>" : ""
      return "<div>\(title)\(Self.heatMap(ClassConfusion(scores), names: scores.naming.classes.map(\.name)))</div>"
    }
    return Section(
      id: "confusion", title: "Confusion",
      body: """
        <p class="note">Each row is a class of the labels, each column what the masks say; numbers are per cent of the \
        row. A perfect mask has 100 in every framed field.</p>
        <div class="runs">\(maps.joined(separator: "\n"))</div>
        """)
  }

  private static func heatMap(_ confusion: ClassConfusion, names: [String]) -> String {
    let columns = names + (confusion.hasUnmatched ? ["no class"] : [])
    let isDense = names.count > 12
    let head = columns.map { "<th scope=\"col\"><span>\(Markup.escape($0))</span></th>" }.joined()
    let rows = names.indices.map { label in
      let row = confusion.counts[label]
      let total = row.reduce(0, +)
      let cells = columns.indices.map { column in
        let part = total > 0 ? Double(row[column]) / Double(total) : 0
        let kind = (part > 0.75 ? ["strong"] : part > 0.55 ? ["medium"] : []) + (column == label ? ["diagonal"] : [])
        let title = "\(names[label]) taken for \(columns[column]): \(percent(part)), \(grouped(row[column])) pixels"
        let text = total > 0 ? NumberText.decimal(100 * part, part > 0 && part < 0.095 ? 1 : 0) : "–"
        return """
          <td style="--v:\(NumberText.decimal(part, 3))"\(kind.isEmpty ? "" : " class=\"\(kind.joined(separator: " "))\"") \
          title="\(Markup.escape(title))">\(text)</td>
          """
      }
      return "<tr><th scope=\"row\">\(Markup.escape(names[label]))</th>\(cells.joined())</tr>"
    }
    return """
      <div class="scroll" tabindex="0" role="region" aria-label="Confusion of classes">
      <table class="heat\(isDense ? " dense" : "")">
      <thead><tr><td></td>\(head)</tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
      """
  }
}

/// Pixels of each labelled class (row) by the class that masks give them (column), the last column being none.
package struct ClassConfusion {
  package let counts: [[Int]]
  /// Whether any pixel has no class.
  package var hasUnmatched: Bool { counts.contains { ($0.last ?? 0) > 0 } }

  package init(_ scores: Scores) {
    let classes = scores.perClass.count
    var counts = [[Int]](repeating: [Int](repeating: 0, count: classes + 1), count: classes)
    for (cluster, row) in scores.confusion.enumerated() {
      let column = scores.naming.number(ofCluster: cluster) ?? classes
      for (label, pixels) in row.enumerated() { counts[label][column] += pixels }
    }
    for (label, pixels) in scores.unassigned.enumerated() { counts[label][classes] += pixels }
    self.counts = counts
  }
}
