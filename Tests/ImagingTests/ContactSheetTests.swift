import Basics
import Imaging
import TestSupport
import Testing

@Suite struct ContactSheetTests {
  @Test(arguments: [1, 2, 3, 7, 100, 1001])
  func everyThumbnailHasItsPlace(_ count: Int) {
    let layout = ContactSheet.Layout(count: count, cellWidth: 90, cellHeight: 60)
    #expect((0..<layout.rows).flatMap { Array(layout.indices(inRow: $0)) } == Array(0..<count))
    #expect(layout.indices(inRow: layout.rows - 1).isEmpty == false)
    #expect(layout.columns <= count)
  }

  @Test func picturesFitTheirCellsAndAreNotEnlarged() {
    let layout = ContactSheet.Layout(count: 1, cellWidth: 100, cellHeight: 50)
    #expect(layout.size(fitting: 400, 100) == (100, 25))
    #expect(layout.size(fitting: 100, 400) == (13, 50))
    #expect(layout.size(fitting: 30, 20) == (30, 20))
    #expect(layout.size(fitting: 1, 100_000) == (1, 50))
  }

  @Test func thumbnailsAreCentredAndMissingOnesBlank() throws {
    let folder = try TemporaryFolder()
    let layout = ContactSheet.Layout(count: 3, cellWidth: 3, cellHeight: 3, gap: 1, columns: 2)
    let sheet = try ContactSheet(to: folder.file("sheet.png"), layout: layout)
    let dot = Raster(width: 1, height: 1, bands: 3, values: [9, 8, 7])
    try sheet.write(row: [dot, nil])
    try sheet.write(row: [dot])
    try sheet.finish()
    let page = try Raster(contentsOf: folder.file("sheet.png"))
    #expect(page.width == 9 && page.height == 9)
    let reds = stride(from: 0, to: page.integers.count, by: 3).map { page.integers[$0] }
    #expect(reds[2 * 9 + 2] == 9 && reds[6 * 9 + 2] == 9)
    #expect(reds.count { $0 == 9 } == 2)
    #expect(reds.count { $0 == 214 } == 9)
    #expect(reds.count { $0 == 246 } == 81 - 9 - 2)
  }

  @Test func aPageIsNoWiderThanItsLongestSide() {
    #expect(ContactSheet.Layout(count: 50, cellWidth: 90, cellHeight: 90, gap: 10, longestSide: 320).columns == 3)
    #expect(ContactSheet.Layout(count: 50, cellWidth: 900, cellHeight: 90, gap: 10, longestSide: 320).columns == 1)
  }
}
