import Basics
import Datasets
import Foundation
import Imaging
import Segmentation

/// Draws the loss of each head over the steps, as an SVG that fits light and dark pages.
public enum TrainingCurves {
  private static let width = 760.0
  private static let height = 300.0
  private static let margin = (left: 64.0, right: 20.0, top: 40.0, bottom: 44.0)
  private static let colours: [SegmentationNetwork.Head: String] = [.main: "#0072b2", .overclustering: "#d55e00"]

  /// - Parameter records: in the order of their steps.
  public static func svg(_ records: [StepRecord]) -> String {
    var body = ""
    let heads = SegmentationNetwork.Head.allCases.filter { head in records.contains { $0.head == head } }
    let curves = heads.map { head in (head, smoothed(records.filter { $0.head == head })) }
    let losses = curves.flatMap { $0.1.map(\.loss) }
    if let low = losses.min(), let high = losses.max(), let last = records.last?.step {
      let span = max(high - low, 1e-6)
      func x(_ step: Int) -> Double {
        margin.left + (width - margin.left - margin.right) * Double(step) / Double(max(last, 1))
      }
      func y(_ loss: Double) -> Double {
        margin.top + (height - margin.top - margin.bottom) * (high - loss) / span
      }
      for tick in 0...4 {
        let value = low + span * Double(tick) / 4
        let at = NumberText.decimal(y(value), 1)
        body +=
          "<line x1=\"\(margin.left)\" x2=\"\(width - margin.right)\" y1=\"\(at)\" y2=\"\(at)\" class=\"grid\"/>\n"
        body += text(NumberText.decimal(value, 3), x: margin.left - 8, y: y(value) + 4, anchor: "end")
        let step = last * tick / 4
        body += text("\(step)", x: x(step), y: height - margin.bottom + 18, anchor: "middle")
      }
      for (index, (head, points)) in curves.enumerated() {
        let line = points.map { "\(NumberText.decimal(x($0.step), 1)),\(NumberText.decimal(y($0.loss), 1))" }.joined(
          separator: " ")
        let colour = colours[head] ?? "currentColor"
        body += "<polyline points=\"\(line)\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"1.6\"/>\n"
        let left = margin.left + Double(index) * 170
        body += "<rect x=\"\(left)\" y=\"14\" width=\"18\" height=\"4\" fill=\"\(colour)\"/>\n"
        body += text("\(head.rawValue) head", x: left + 24, y: 20, anchor: "start")
      }
      body += text("step", x: (width + margin.left - margin.right) / 2, y: height - 8, anchor: "middle")
    } else {
      body += text("no steps yet", x: width / 2, y: height / 2, anchor: "middle")
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" role="img" aria-label="Training loss">
      <style>text { font: 12px sans-serif; fill: #555 } .grid { stroke: #8884 }
      @media (prefers-color-scheme: dark) { text { fill: #bbb } }</style>
      \(body)</svg>

      """
  }

  /// At most 400 points, each the mean of its neighbours.
  private static func smoothed(_ records: [StepRecord]) -> [(step: Int, loss: Double)] {
    let bucket = max(1, (records.count + 399) / 400)
    return stride(from: 0, to: records.count, by: bucket).map { start in
      let part = records[start..<min(records.count, start + bucket)]
      return (part[part.startIndex + part.count / 2].step, part.map(\.loss).reduce(0, +) / Double(part.count))
    }
  }

  private static func text(_ content: String, x: Double, y: Double, anchor: String) -> String {
    "<text x=\"\(NumberText.decimal(x, 1))\" y=\"\(NumberText.decimal(y, 1))\" text-anchor=\"\(anchor)\">\(content)</text>\n"
  }
}
