import Basics
import Datasets
import Imaging
import Segmentation

/// Curves over training steps, as SVG that takes its colours from the page.
package struct LineChart {
  package struct Curve {
    /// As CSS writes it.
    let colour: String
    /// In the order of their steps.
    let points: [(step: Int, value: Double)]

    package init(colour: String, points: [(step: Int, value: Double)]) {
      self.colour = colour
      self.points = points
    }
  }

  let curves: [Curve]
  /// What is drawn, for those who cannot see it.
  let label: String

  package init(curves: [Curve], label: String) {
    self.curves = curves
    self.label = label
  }

  private static let size = (width: 520.0, height: 240.0)
  private static let margin = (left: 58.0, right: 14.0, top: 12.0, bottom: 40.0)

  package var svg: String {
    let thinned = curves.map { ($0.colour, Self.thinned($0.points.filter { $0.value.isFinite })) }
    let values = thinned.flatMap { $0.1.map(\.value) }
    guard let low = values.min(), let high = values.max() else { return "" }
    let last = max(1, thinned.compactMap { $0.1.last?.step }.max() ?? 1)
    let first = min(last - 1, thinned.compactMap { $0.1.first?.step }.min() ?? 0)
    let ticks = Self.ticks(from: low, to: high)
    let (bottom, top) = (min(low, ticks[0]), max(high, ticks[ticks.count - 1]))
    let span = max(top - bottom, 1e-9)
    let plot = (
      right: Self.size.width - Self.margin.right, bottom: Self.size.height - Self.margin.bottom
    )
    func x(_ step: Double) -> Double {
      Self.margin.left + (plot.right - Self.margin.left) * (step - Double(first)) / Double(last - first)
    }
    func y(_ value: Double) -> Double { Self.margin.top + (plot.bottom - Self.margin.top) * (top - value) / span }
    var body = ""
    for tick in ticks {
      let at = NumberText.decimal(y(tick), 1)
      body += "<line class=\"grid\" x1=\"\(Self.margin.left)\" x2=\"\(plot.right)\" y1=\"\(at)\" y2=\"\(at)\"/>"
      let digits = ticks.count > 1 && ticks[1] - ticks[0] < 0.1 ? 3 : 2
      body += Self.text(NumberText.decimal(tick, digits), x: Self.margin.left - 8, y: y(tick) + 4, anchor: "end")
    }
    for step in Set([first, (first + last) / 2, last]).sorted() {
      body += Self.text("\(step)", x: x(Double(step)), y: plot.bottom + 18, anchor: step == last ? "end" : "middle")
    }
    body += Self.text("step", x: Self.margin.left, y: plot.bottom + 36, anchor: "start")
    for (colour, points) in thinned {
      let line = points.map { "\(NumberText.decimal(x(Double($0.step)), 1)),\(NumberText.decimal(y($0.value), 1))" }
      // A line of one point has no length, so it is drawn as a dot.
      body +=
        line.count == 1
        ? "<circle cx=\"\(NumberText.decimal(x(Double(points[0].step)), 1))\" cy=\"\(NumberText.decimal(y(points[0].value), 1))\" r=\"3\" fill=\"\(colour)\"/>"
        : "<polyline points=\"\(line.joined(separator: " "))\" style=\"stroke:\(colour)\"/>"
    }
    return """
      <svg class="chart" viewBox="0 0 \(Self.size.width) \(Self.size.height)" role="img" \
      aria-label="\(Markup.escape(label)): \(NumberText.decimal(low, 3)) to \(NumberText.decimal(high, 3))">\(body)</svg>
      """
  }

  /// Round values that cover the range, about four of them.
  package static func ticks(from low: Double, to high: Double) -> [Double] {
    let span = max(high - low, max(abs(high), 1) * 1e-3)
    var step = 1e-9
    let steps = [2.0, 2.5, 2.0]
    var turn = 0
    // 1, 2, 5, 10, 20, ... until four of them reach across.
    while step * 4 < span {
      step *= steps[turn % 3]
      turn += 1
    }
    let start = (low / step).rounded(.down)
    let count = Int(((high / step).rounded(.up) - start).rounded())
    return (0...max(1, count)).map { (start + Double($0)) * step }
  }

  /// At most 400 points, each the mean of its neighbours.
  private static func thinned(_ points: [(step: Int, value: Double)]) -> [(step: Int, value: Double)] {
    let bucket = max(1, (points.count + 399) / 400)
    return stride(from: 0, to: points.count, by: bucket).map { start in
      let part = points[start..<min(points.count, start + bucket)]
      return (part[part.startIndex + part.count / 2].step, part.map(\.value).reduce(0, +) / Double(part.count))
    }
  }

  private static func text(_ content: String, x: Double, y: Double, anchor: String) -> String {
    "<text x=\"\(NumberText.decimal(x, 1))\" y=\"\(NumberText.decimal(y, 1))\" text-anchor=\"\(anchor)\">\(content)</text>"
  }
}
