import Basics
import Datasets
import Imaging
import Segmentation

extension ReportPage {
  /// Loss curves: a chart for each series of measurements, with a curve for each run.
  var trainingSection: Section? {
    let runs = report.runs.enumerated().filter { !$0.element.records.isEmpty }
    guard !runs.isEmpty else { return nil }
    let methods = Set(runs.map(\.element.method)).sorted()
    // The losses of two methods cannot be compared, so they do not share a chart.
    let charts = methods.flatMap { method in
      let runs = runs.filter { $0.element.method == method }
      return Set(runs.flatMap { $0.element.records.map(\.series) }).sorted().map { series in
        let curves = runs.compactMap { index, run in
          let records = run.records.filter { $0.series == series }
          return records.isEmpty
            ? nil : LineChart.Curve(colour: Self.colour(ofRun: index), points: records.map { ($0.step, $0.loss) })
        }
        let name = "Loss of the \(MethodWords.named(method).series(series))"
        let chart = LineChart(curves: curves, label: "\(name) over the steps")
        let title = Markup.escape(name + (methods.count > 1 ? " (\(method))" : ""))
        return "<div><h3>\(title)</h3>\n\(chart.svg)</div>"
      }
    }
    let key = runs.map { index, run in
      let last = run.records.last
      let time = last.map { ", \(Self.count($0.step, "step")) in \(NumberText.duration(seconds: $0.seconds))" } ?? ""
      return "<li>\(Self.named(Markup.escape(run.name) + time, Self.colour(ofRun: index), mark: "run-mark"))</li>"
    }
    return Section(
      id: "training", title: "Training",
      body: """
        <p class="note">\(methods.map { MethodWords.named($0).loss }.joined(separator: " "))</p>
        <ul class="key">\(key.joined(separator: "\n"))</ul>
        <div class="runs">\(charts.joined(separator: "\n"))</div>
        """)
  }
}
