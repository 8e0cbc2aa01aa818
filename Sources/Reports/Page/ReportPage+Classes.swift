import Basics
import Datasets
import Imaging
import Segmentation

extension ReportPage {
  /// Bars of each class's intersection over union, the runs below each other.
  var classesSection: Section? {
    guard let first = scored.first else { return nil }
    let names =
      scored.max { $0.scores.perClass.count < $1.scores.perClass.count }?.scores.naming.classes.map(\.name) ?? []
    let total = Double(max(1, first.scores.pixels))
    // On a narrow page, several runs leave no room for this column.
    let less = scored.count > 1 ? " class=\"wide\"" : ""
    var rows: [String] = []
    for (label, name) in names.enumerated() {
      let runs = scored.count { label < $0.scores.perClass.count }
      let colour = first.run.legend.palette[UInt16(label)].hexString
      for (place, entry) in scored.filter({ label < $0.scores.perClass.count }).enumerated() {
        let score = entry.scores.perClass[label]
        let isLast = place == runs - 1
        let head =
          place == 0
          ? "<th scope=\"rowgroup\" rowspan=\"\(runs)\">\(Self.named(Markup.escape(name), colour))</th>" : ""
        let run = scored.count > 1 ? "<th scope=\"row\">\(self.name(ofRun: entry.index))</th>" : ""
        let fill = scored.count > 1 ? Self.colour(ofRun: entry.index) : "var(--accent)"
        rows.append(
          """
          <tr\(isLast ? "" : " class=\"more\"")>\(head)\(run)\
          <td class="bar">\(Self.bar(score.iou, fill: fill))</td><td>\(Self.share(score.iou))</td>\
          <td class="wide">\(Self.share(score.usersAccuracy))</td>\
          <td\(less)>\(Self.share(score.producersAccuracy))</td>\
          <td class="wide">\(Self.share(score.f1))</td>\
          <td class="wide">\(Self.percent(Double(score.pixels) / total))</td></tr>
          """)
      }
    }
    let run = scored.count > 1 ? "<th scope=\"col\" class=\"name\">Run</th>" : ""
    return Section(
      id: "classes", title: "Classes",
      body: """
        <p class="note">IoU is the intersection over union of a class. User's accuracy (precision) is the share of the \
        pixels given the class that are right. Producer's accuracy (recall) is the share of its labelled pixels that are \
        right. F1 is their harmonic mean.</p>
        <div class="scroll" tabindex="0" role="region" aria-label="Scores of the classes"><table class="bars classes">
        <thead><tr><th scope="col" class="name">Class</th>\(run)<td></td><th scope="col">IoU</th>\
        <th scope="col" class="wide">User's</th><th scope="col"\(less)>Producer's</th><th scope="col" class="wide">F1</th>\
        <th scope="col" class="wide">Share of pixels</th></tr></thead>
        <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
        """)
  }

  /// A bar that is full at 1.
  static func bar(_ value: Double?, fill: String) -> String {
    let width = NumberText.decimal(100 * min(1, max(0, value ?? 0)), 2)
    let part = value == nil ? "" : "<span style=\"width:\(width)%;background:\(fill)\"></span>"
    return "<span class=\"track\">\(part)</span>"
  }
}
