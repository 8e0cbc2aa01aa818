import Basics
import Datasets
import Imaging
import Segmentation

extension ReportPage {
  /// Loss curves, a chart a head, the runs in one chart.
  var trainingSection: Section? {
    let runs = report.runs.enumerated().filter { !$0.element.records.isEmpty }
    guard !runs.isEmpty else { return nil }
    let heads = Set(runs.flatMap { $0.element.records.map(\.series) }).sorted()
    let charts = heads.map { head in
      let curves = runs.compactMap { index, run in
        let records = run.records.filter { $0.series == head }
        return records.isEmpty
          ? nil : LineChart.Curve(colour: Self.colour(ofRun: index), points: records.map { ($0.step, $0.loss) })
      }
      let chart = LineChart(curves: curves, label: "Loss of the \(head) head over the steps")
      return "<div><h3>Loss of the \(head) head</h3>\n\(chart.svg)</div>"
    }
    let key = runs.map { index, run in
      let last = run.records.last
      let time = last.map { ", \(Self.count($0.step, "step")) in \(NumberText.duration(seconds: $0.seconds))" } ?? ""
      return "<li>\(Self.named(Markup.escape(run.name) + time, Self.colour(ofRun: index), mark: "run-mark"))</li>"
    }
    return Section(
      id: "training", title: "Training",
      body: """
        <p class="note">The loss is minus the mutual information between what the network says of two views of a \
        pixel; lower is better.</p>
        <ul class="key">\(key.joined(separator: "\n"))</ul>
        <div class="runs">\(charts.joined(separator: "\n"))</div>
        """)
  }
}
