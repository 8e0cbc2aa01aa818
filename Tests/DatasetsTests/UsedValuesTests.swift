import Basics
import Datasets
import Imaging
import TestSupport
import Testing

@Suite struct UsedValuesTests {
  @Test func imagesOfSixteenBitsTellTheirValues() throws {
    let folder = try TemporaryFolder()
    // 1000 values from 0 to 3996 in two files, the second with an alpha that does not count.
    let values = (0..<1000).map { UInt16(4 * $0) }
    try Raster(width: 10, height: 50, bands: 1, samples: .uint16(Array(values[..<500]))).write(to: folder.file("a.png"))
    try Raster(width: 10, height: 50, bands: 2, samples: .uint16(values[500...].flatMap { [$0, 65_535] }))
      .write(to: folder.file("b.png"))
    let path = folder.url.path
    for threads in [1, 2] {
      let found = FolderInspection(
        [(path: path, contents: try ImageFolder([path]))], parallel: Parallel(threads: threads))
      let used = try #require(found.groups.first?.usedValues)
      #expect([used.least, used.greatest, used.low, used.high] == [0, 3996, 76, 3916])
      #expect(found.text().contains("  values  0 to 3996 of 65535; 2nd percentile 76, 98th 3916\n"))
    }
  }

  @Test func othersTellNone() throws {
    let folder = try TemporaryFolder()
    try Raster(width: 2, height: 1, bands: 1, samples: .uint16([1, 2])).write(to: folder.file("label.png"))
    let path = folder.url.path
    let labels = FolderInspection([(path: path, contents: try ImageFolder([path]))], parallel: Parallel(threads: 1))
    #expect(labels.groups.first?.areLabels == true && labels.groups.first?.usedValues == nil)
    let textures = Fixtures.url("textures/images").path
    let plain = FolderInspection(
      [(path: textures, contents: try ImageFolder([textures]))], parallel: Parallel(threads: 1))
    #expect(!plain.text().contains("values"))
  }
}
