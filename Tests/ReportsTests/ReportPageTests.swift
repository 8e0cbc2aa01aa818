import Datasets
import Reports
import Testing

struct ReportPageTests {
  @Test func templatesAreFilledOnce() {
    let filled = ReportPage.filled("<{{a}}|{{b}}>", ["a": "{{b}}", "b": "}} {{x"])
    #expect(filled == "<{{b}}|}} {{x>")
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

  @Test func whatIsLackingIsToldWithWhatAddsIt() {
    let run = Report.Run(
      name: "masks", path: "masks", scores: nil, clusterPixels: [3], records: [], method: "iic", configuration: nil,
      masks: 1, legend: .clusters)
    let view = Report.Entry.View(mask: "data:,", errors: nil, accuracy: nil)
    let entry = Report.Entry(name: "a", width: 1, height: 1, image: nil, label: nil, views: [view])
    let report = Report(title: "none", runs: [run], gallery: [entry], images: 1, failures: [])
    let bare = ReportPage(report).html
    // A picture of one pixel is shown at most 128 pixels wide.
    #expect(bare.contains("--view:128px"))
    #expect(bare.contains("There are no scores without labels.") && !bare.contains("Add <code>"))
    let hinted = ReportPage(report, hints: .init(images: "add <images>", labels: "--labels")).html
    #expect(
      hinted.contains("Add <code>add &lt;images&gt;</code>") && hinted.contains("labels: add <code>--labels</code>"))
  }
}
