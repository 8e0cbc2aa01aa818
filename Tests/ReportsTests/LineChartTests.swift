import Basics
import Datasets
import Foundation
import FoundationXML
import Imaging
import Reports
import Segmentation
import TestSupport
import Testing

struct LineChartTests {
  @Test(arguments: [(-1.91, -1.31), (0.0, 1.0), (3.0, 3.0), (0.0, 0.0), (-2e-7, 3e-7), (-1000, 250_000), (0.5, 0.5001)])
  func ticksAreFewEvenAndCoverTheRange(_ low: Double, _ high: Double) {
    let ticks = LineChart.ticks(from: low, to: high)
    let step = ticks[1] - ticks[0]
    #expect((2...6).contains(ticks.count), "\(ticks)")
    #expect(ticks[0] <= low + 1e-9 && ticks[ticks.count - 1] >= high - 1e-9)
    for (a, b) in zip(ticks, ticks.dropFirst()) { #expect(abs(b - a - step) <= 1e-6 * step) }
  }

  @Test(arguments: [0, 1, 2, 5000])
  func everyLengthIsDrawn(_ count: Int) throws {
    let points = (0..<count).map { (step: $0 + 1, value: sin(Double($0))) }
    let svg = LineChart(curves: [.init(colour: "red", points: points)], label: "a < b").svg
    guard count > 0 else {
      #expect(svg.isEmpty)
      return
    }
    let root = try #require(try XMLDocument(xmlString: svg).rootElement())
    #expect(root.elements(forName: count == 1 ? "circle" : "polyline").count == 1)
    #expect(!svg.contains("nan") && !svg.contains("inf"))
    #expect(svg.utf8.count < 12_000)
  }

  @Test func valuesThatAreNoneAreLeftOut() {
    let points = [
      (step: 1, value: Double.nan), (step: 2, value: 1.0), (step: 3, value: .infinity), (step: 4, value: 2.0),
    ]
    let svg = LineChart(curves: [.init(colour: "red", points: points)], label: "loss").svg
    #expect(svg.contains("loss: 1.000 to 2.000"))
    #expect(!svg.contains("nan") && !svg.contains("inf"))
  }

  @Test func aFileOfItsOwnHasAKeyAndItsColours() throws {
    let points = [(step: 1, value: 1.0), (step: 9, value: 2.0)]
    let chart = LineChart(
      curves: [.init(name: "a & b", colour: "#112233", points: points), .init(name: "c", colour: "red", points: [])],
      label: "loss")
    let root = try #require(try XMLDocument(xmlString: chart.file).rootElement())
    #expect(root.name == "svg" && root.elements(forName: "style").count == 1)
    #expect(root.elements(forName: "polyline").count == 1)
    #expect(root.elements(forName: "rect").count == 2 && chart.file.contains("a &amp; b"))
    #expect(chart.file.contains("loss: 1.000 to 2.000"))
    #expect(LineChart(curves: [], label: "loss").file.contains("no steps yet"))
  }

  @Test func whatIsTooLargeToDrawIsLeftOut() throws {
    let points = [(step: 1, value: 1e308), (step: 2, value: -1e308), (step: 3, value: 0.5)]
    #expect(LineChart(curves: [.init(colour: "red", points: points)], label: "loss").svg.contains("0.500 to 0.500"))
  }
}
