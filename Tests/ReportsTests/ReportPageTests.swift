import Basics
import Datasets
import Imaging
import Reports
import Segmentation
import TestSupport
import Testing

struct ReportPageTests {
  @Test func templatesAreFilledOnce() {
    let filled = ReportPage.filled("<{{a}}|{{b}}>", ["a": "{{b}}", "b": "}} {{x"])
    #expect(filled == "<{{b}}|}} {{x>")
  }

  @Test func confusionGathersClustersByTheirClass() throws {
    var matrix = ConfusionMatrix()
    matrix.add(
      masks: .init(width: 7, height: 1, values: [0, 1, 2, 2, 3, 255, 0]),
      classes: .init(width: 7, height: 1, values: [0, 0, 1, 1, 1, 0, 255]))
    let table = try ClassTable(classes: [.init(name: "a", values: [0]), .init(name: "b", values: [1])])
    let scores = Scores(
      matrix, classes: table.classes, matching: ClusterMatching(classes: [0, 1, 1, nil]), images: 1)
    let confusion = ClassConfusion(scores)
    #expect(confusion.counts == [[1, 1, 1], [0, 2, 1]])
    #expect(confusion.hasUnmatched)
  }

  @Test func numbersAreGrouped() {
    #expect(ReportPage.grouped(7) == "7" && ReportPage.grouped(1234) == "1\u{202F}234")
    #expect(
      ReportPage.grouped(12_345_678) == "12\u{202F}345\u{202F}678" && ReportPage.grouped(-1000) == "−1\u{202F}000")
  }

  @Test func aReportOfNothingIsStillAPage() {
    let page = ReportPage(Report(title: "none", runs: [], gallery: [], images: 0, failures: [])).html
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("<h1>none</h1>"))
  }
}
