import Basics
import Datasets
import Foundation
import Imaging
import Reports
import TestSupport
import Testing

@Suite struct GroupSheetsTests {
  @Test func eachClusterHasAPageOfItsMostProbableImages() throws {
    let folder = try TemporaryFolder()
    let images = try (0..<5).map { index in
      let url = folder.file("\(index).png")
      let grey = UInt8(10 * index)
      try Raster(width: 24, height: 48, bands: 1, values: .init(repeating: grey, count: 24 * 48)).write(to: url)
      return GroupedImage(
        ImageFolder.Item(url: url, relativePath: "\(index).png"), cluster: index == 4 ? 2 : 0,
        probability: Float(index) / 10)
    }
    try FileManager.default.removeItem(at: images[3].item.url)
    let sheets = folder.file("sheets")
    try FileManager.default.createDirectory(at: sheets, withIntermediateDirectories: true)
    // Left by an earlier run.
    for name in ["cluster-01.png", "cluster-101.png"] { try Data().write(to: sheets.appending(path: name)) }
    try GroupSheets(.none, most: 3).write(
      ImageGroups(images, clusters: 3), to: sheets, parallel: Parallel(threads: 2))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: sheets.path).sorted() == ["cluster-00.png", "cluster-02.png"])
    // Three of four images, twice as large, the unreadable one blank; the least probable one is left out.
    let page = try Raster(contentsOf: sheets.appending(path: "cluster-00.png"))
    #expect(page.width == 6 + 3 * (48 + 6) && page.height == 6 + 96 + 6)
    func pixel(_ x: Int) -> UInt8 {
      if case .uint8(let values) = page.samples { values[(50 * page.width + x) * 3] } else { 0 }
    }
    #expect(pixel(6 + 54 + 20) == 20 && pixel(6 + 2 * 54 + 20) == 10)
    #expect(pixel(26) != 30 && pixel(26) > 100)
  }
}
