import Foundation
import TesseraKit
import TestSupport
import Testing

/// The report in a real browser.
@Suite(
  .enabled(if: Browser.executable != nil, "Chromium is not installed; `apt-get install chromium` lets these tests run"),
  .serialized)
struct ReportBrowserTests {
  private static func report(_ folder: TemporaryFolder, _ arguments: String...) throws -> String {
    let outcome = try TesseraCommand.run(["report"] + arguments + ["--output", "report.html"], in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    return folder.url.appending(path: "report.html").absoluteString
  }

  private static func scored() throws -> (folder: TemporaryFolder, url: String) {
    let folder = try ReportCommandTests.small()
    return (folder, try report(folder, "masks", "--images", "images", "--labels", "labels"))
  }

  /// The colour of the middle of the gallery's first picture, as red, green and blue.
  private static func colour(_ browser: Browser) throws -> [Int] {
    let place = try #require(
      try browser.evaluate(
        """
        (() => {
          const view = document.querySelector('dialog[open] .view') ?? document.querySelector('.card .view');
          if (!view.closest('dialog')) view.scrollIntoView({ block: 'center', behavior: 'instant' });
          const box = view.getBoundingClientRect();
          return [box.x + box.width / 2, box.y + box.height / 2];
        })()
        """) as? [Double])
    let image = try Raster(bytes: browser.screenshot(), name: "screenshot")
    let at = (Int(place[1]) * image.width + Int(place[0])) * image.bands
    guard case .uint8(let values) = image.samples else { return [] }
    return values[at..<at + 3].map(Int.init)
  }

  @Test func theBrowserTellsOfErrorsAtAll() throws {
    let folder = try TemporaryFolder()
    try folder.add("bad.html", Data("<script>nothing.at.all()</script><script>console.error('x')</script>".utf8))
    let browser = try Browser()
    try browser.load(folder.url.appending(path: "bad.html").absoluteString)
    #expect(browser.complaints.count == 2)
  }

  @Test func thePageLoadsWithoutComplaints() throws {
    let (folder, url) = try Self.scored()
    let browser = try Browser()
    try browser.load(url)
    #expect(try browser.evaluate("document.title") as? String == "Segmentation report")
    #expect(
      try browser.evaluate("[...document.images].every((image) => image.complete && image.naturalWidth > 0)") as? Bool
        == true)
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
    #expect(folder.files().contains("report.html"))
  }

  @Test func theSliderChangesThePicture() throws {
    let (folder, url) = try Self.scored()
    let browser = try Browser()
    try browser.load(url)
    try browser.evaluate("document.getElementById('opacity').focus()")
    for _ in 0..<20 { try browser.press("ArrowRight") }
    #expect(try browser.becomesTrue("document.getElementById('opacity').value === '100'"))
    let full = try Self.colour(browser)
    try browser.evaluate("document.getElementById('opacity').focus()")
    for _ in 0..<20 { try browser.press("ArrowLeft") }
    let none = try Self.colour(browser)
    // The first image is wrong everywhere: cluster 1, matched to class 0, over grey 200.
    let first = Palette.standard[0]
    #expect(full == [Int(first.red), Int(first.green), Int(first.blue)])
    #expect(none.allSatisfy { abs($0 - 200) <= 3 }, "\(none)")
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
    #expect(folder.files().contains("report.html"))
  }

  @Test func everythingWorksByKeyboard() throws {
    let (folder, url) = try Self.scored()
    let browser = try Browser()
    try browser.load(url + "#opacity=100")
    func focuses(_ name: String) throws -> Bool {
      let focused = "document.activeElement.closest('.card')?.querySelector('h3').textContent"
      return try browser.becomesTrue("\(focused) === '\(name)'")
    }
    try browser.evaluate("document.querySelector('.card .view').focus()")
    try browser.press("4")
    let wrong = AgreementRows.palette.colours[1]
    #expect(try Self.colour(browser) == [Int(wrong.red), Int(wrong.green), Int(wrong.blue)])
    try browser.press("1")
    #expect(try Self.colour(browser).allSatisfy { abs($0 - 200) <= 3 })
    try browser.press("ArrowRight")
    #expect(try focuses("<b>&\"quoted\" ü"))
    try browser.press("Enter")
    #expect(try browser.becomesTrue("document.querySelector('dialog').open"))
    try browser.press("ArrowRight")
    #expect(try browser.becomesTrue("document.getElementById('enlarged').textContent === 'dot'"))
    try browser.press("Escape")
    #expect(try browser.becomesTrue("!document.querySelector('dialog').open"))
    #expect(try focuses("dot"))
    try browser.evaluate("document.querySelector('input[name=layer]:checked').focus()")
    try browser.press("ArrowRight")
    #expect(try browser.becomesTrue("document.body.dataset.layer === 'mask'"))
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
    #expect(folder.files().contains("report.html"))
  }

  @Test(arguments: [320, 390, 1000])
  func thePageIsNoWiderThanItsWindow(_ width: Int) throws {
    let folder = try ReportCommandTests.small()
    try FileManager.default.copyItem(
      at: folder.url.appending(path: "labels"), to: folder.url.appending(path: "perfect"))
    let url = try Self.report(folder, "masks", "perfect", "--images", "images", "--labels", "labels")
    let browser = try Browser(width: width, height: 700)
    try browser.load(url)
    let overflow = try browser.evaluate("document.documentElement.scrollWidth - window.innerWidth") as? Int
    #expect(try #require(overflow) <= 0)
  }

  @Test(arguments: [false, true])
  func colourSchemesAreFollowedAndReadable(_ isDark: Bool) throws {
    let (folder, url) = try Self.scored()
    let browser = try Browser(isDark: isDark)
    try browser.load(url)
    let (paper, contrasts) = try browser.contrasts(of: ["h1", ".summary", "nav a"])
    #expect((paper < 0.1) == isDark)
    #expect(contrasts.allSatisfy { $0 >= 4.5 }, "\(contrasts)")
    #expect(folder.files().contains("report.html"))
  }
}
