import Basics

/// Curves over training steps, as SVG.
package struct LineChart {
  package struct Curve {
    /// For the key of a chart that stands alone.
    let name: String
    /// As CSS writes it.
    let colour: String
    /// In the order of their steps.
    let points: [(step: Int, value: Double)]

    package init(name: String = "", colour: String, points: [(step: Int, value: Double)]) {
      self.name = name
      self.colour = colour
      self.points = points
    }
  }

  /// The room for a chart, in pixels.
  private struct Frame {
    let width, height: Double
    let margin: (left: Double, right: Double, top: Double, bottom: Double)
    /// Parts that the labelled steps cut the axis into.
    let parts: Int

    var right: Double { width - margin.right }
    var bottom: Double { height - margin.bottom }
  }

  private static let inPage = Frame(
    width: 520, height: 240, margin: (left: 58, right: 14, top: 12, bottom: 40), parts: 2)
  private static let alone = Frame(
    width: 760, height: 300, margin: (left: 64, right: 20, top: 40, bottom: 44), parts: 4)

  /// Thinned, without values that are not finite.
  private let curves: [Curve]
  /// What is drawn, for those who cannot see it.
  private let label: String

  package init(curves: [Curve], label: String) {
    // What is far beyond any loss would leave no digits to draw the others with.
    self.curves = curves.map { curve in
      Curve(
        name: curve.name, colour: curve.colour,
        points: Self.thinned(curve.points.filter { $0.value.magnitude < 1e100 }))
    }
    self.label = label
  }

  /// The chart as part of a page, whose styles give the colours of text and lines; empty without points.
  package var svg: String {
    guard let body = body(in: Self.inPage) else { return "" }
    return """
      <svg class="chart" viewBox="0 0 \(Self.inPage.width) \(Self.inPage.height)" role="img" \
      aria-label="\(description)">\(body)</svg>
      """
  }

  /// The chart as a file of its own with a key, for light and dark pages.
  package var file: String {
    let frame = Self.alone
    var content =
      body(in: frame) ?? Self.text("no steps yet", x: frame.width / 2, y: frame.height / 2, anchor: "middle")
    for (index, curve) in curves.enumerated() {
      let left = frame.margin.left + Double(index) * 170
      content += "<rect x=\"\(left)\" y=\"14\" width=\"18\" height=\"4\" fill=\"\(curve.colour)\"/>"
      content += Self.text(Markup.escape(curve.name), x: left + 24, y: 20, anchor: "start")
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(frame.width) \(frame.height)" role="img" \
      aria-label="\(description)">
      <style>text { font: 12px sans-serif; fill: #555 } .grid { stroke: #8884 }
      polyline { fill: none; stroke-width: 1.6; stroke-linejoin: round }
      @media (prefers-color-scheme: dark) { text { fill: #bbb } }</style>
      \(content)
      </svg>

      """
  }

  private var values: [Double] { curves.flatMap { $0.points.map(\.value) } }

  private var description: String {
    guard let low = values.min(), let high = values.max() else { return Markup.escape(label) }
    return "\(Markup.escape(label)): \(NumberText.decimal(low, 3)) to \(NumberText.decimal(high, 3))"
  }

  /// Axes and curves; nil without points.
  private func body(in frame: Frame) -> String? {
    guard let low = values.min(), let high = values.max() else { return nil }
    let last = max(1, curves.compactMap { $0.points.last?.step }.max() ?? 1)
    let first = min(last - 1, curves.compactMap { $0.points.first?.step }.min() ?? 0)
    let ticks = Self.ticks(from: low, to: high)
    let (bottom, top) = (min(low, ticks[0]), max(high, ticks[ticks.count - 1]))
    let span = max(top - bottom, 1e-9)
    func x(_ step: Int) -> Double {
      frame.margin.left + (frame.right - frame.margin.left) * (Double(step) - Double(first)) / Double(last - first)
    }
    func y(_ value: Double) -> Double {
      frame.margin.top + (frame.bottom - frame.margin.top) * (top - value) / span
    }
    var body = ""
    for tick in ticks {
      let at = NumberText.decimal(y(tick), 1)
      body += "<line class=\"grid\" x1=\"\(frame.margin.left)\" x2=\"\(frame.right)\" y1=\"\(at)\" y2=\"\(at)\"/>"
      let digits = ticks.count > 1 && ticks[1] - ticks[0] < 0.1 ? 3 : 2
      body += Self.text(NumberText.decimal(tick, digits), x: frame.margin.left - 8, y: y(tick) + 4, anchor: "end")
    }
    for step in Set((0...frame.parts).map { first + (last - first) * $0 / frame.parts }).sorted() {
      body += Self.text("\(step)", x: x(step), y: frame.bottom + 18, anchor: step == last ? "end" : "middle")
    }
    body += Self.text("step", x: frame.margin.left, y: frame.bottom + 36, anchor: "start")
    for curve in curves where !curve.points.isEmpty {
      let places = curve.points.map { (x: NumberText.decimal(x($0.step), 1), y: NumberText.decimal(y($0.value), 1)) }
      // A line of one point has no length, so it is drawn as a dot.
      if places.count == 1 {
        body += "<circle cx=\"\(places[0].x)\" cy=\"\(places[0].y)\" r=\"3\" fill=\"\(curve.colour)\"/>"
      } else {
        let line = places.map { "\($0.x),\($0.y)" }.joined(separator: " ")
        body += "<polyline points=\"\(line)\" style=\"stroke:\(curve.colour)\"/>"
      }
    }
    return body
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
