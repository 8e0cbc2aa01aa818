import Basics
import Datasets
import Imaging
import Segmentation

extension ReportPage {
  /// The scores over all classes, with their names and meanings.
  private static var measures: [(name: String, meaning: String, value: (Scores) -> Double?)] {
    [
      (
        "Overall accuracy", "share of the scored pixels that are right, also called pixel accuracy",
        { $0.overallAccuracy }
      ),
      (
        "Cohen's kappa", "agreement beyond what the shares of the classes give by chance: 1 at best, 0 by chance",
        { $0.kappa }
      ),
      ("Mean IoU", "mean over the classes of intersection over union", { $0.meanIoU }),
      ("Mean accuracy", "mean over the classes of producer's accuracy", { $0.meanAccuracy }),
      ("Weighted IoU", "mean IoU, classes weighted by their labelled pixels", { $0.frequencyWeightedIoU }),
      ("Mean F1", "mean over the classes of the harmonic mean of precision and recall", { $0.meanF1 }),
      (
        "Adjusted Rand index", "agreement of clusters and classes whatever the match, 0 by chance",
        { $0.adjustedRandIndex }
      ),
      (
        "Mutual information", "of clusters and classes, normalised to 0...1, whatever the match",
        { $0.normalizedMutualInformation }
      ),
      ("Boundary F", "mean boundary F-score of the classes", { $0.boundaryF }),
    ]
  }

  /// The scores of each run; without them a hint, or nil where there are no masks.
  var scoresSection: Section? {
    guard let first = scored.first else {
      guard hasMasks else { return nil }
      let hint = hints.labels.map { ": add <code>\(Markup.escape($0))</code>" } ?? ""
      return Section(
        id: "scores", title: "Scores", body: "<p class=\"note\">There are no scores without labels\(hint).</p>")
    }
    let matched = "Clusters have no names; they were matched to classes"
    let rule =
      switch first.scores.naming.rule {
      case .oneToOne?: "\(matched) one-to-one, so that most pixels are right."
      case .manyToOne?: "\(matched) many-to-one: each takes the class that it meets most."
      case .identity?: "The masks hold the classes themselves."
      case nil: "\(matched) as given by another file of scores."
      }
    let note = "<p class=\"note\">\(rule)</p>"
    return Section(
      id: "scores", title: "Scores",
      body: note + (report.runs.count == 1 ? tiles(first.scores) : comparison) + Self.meanings)
  }

  private static var meanings: String {
    let items = measures.map { "<dt>\($0.name)</dt><dd>\($0.meaning)</dd>" }
    return
      "<details><summary>What the scores mean</summary><dl class=\"meanings\">\(items.joined(separator: "\n"))</dl></details>"
  }

  private func tiles(_ scores: Scores) -> String {
    var tiles = Self.measures.compactMap { measure in
      measure.value(scores).map {
        "<div title=\"\(measure.meaning)\"><dt>\(measure.name)</dt><dd>\(Self.share($0))</dd></div>"
      }
    }
    tiles.append("<div><dt>Images scored</dt><dd>\(Self.grouped(scores.images))</dd></div>")
    let ignored = Double(scores.ignored) / Double(max(1, scores.pixels + scores.ignored))
    tiles.append("<div><dt>Pixels ignored</dt><dd>\(Self.percent(ignored))</dd></div>")
    return "<dl class=\"tiles\">\(tiles.joined(separator: "\n"))</dl>"
  }

  /// A table with a row for each run; the best of each measure is marked.
  private var comparison: String {
    let measures = Self.measures.filter { measure in scored.contains { measure.value($0.scores) != nil } }
    let best = measures.map { measure in scored.compactMap { measure.value($0.scores) }.max() }
    let head = measures.map { "<th scope=\"col\" title=\"\($0.meaning)\">\($0.name)</th>" }.joined()
    let rows = scored.map { index, run, scores in
      let cells = measures.indices.map { place in
        let value = measures[place].value(scores)
        let isBest = value != nil && value == best[place]
        return "<td class=\"number\(isBest ? " best" : "")\">\(Self.share(value))</td>"
      }
      return """
        <tr><th scope="row">\(name(ofRun: index))</th>\(cells.joined())<td>\(Self.grouped(scores.images))</td>\
        <td class="wide">\(scores.confusion.count)</td></tr>
        """
    }
    return """
      <div class="scroll" tabindex="0" role="region" aria-label="Scores of the runs"><table>
      <thead><tr><th scope="col" class="name">Run</th>\(head)<th scope="col">Images</th>\
      <th scope="col" class="wide">Clusters</th></tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody>
      </table></div>
      <p class="note">A dot marks the best of each column.</p>
      """
  }
}
