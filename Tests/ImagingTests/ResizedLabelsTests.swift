import Basics
import Imaging
import TestSupport
import Testing

@Suite struct ResizedLabelsTests {
  @Test(arguments: [(1, 1), (3, 9), (7, 5), (20, 31), (64, 2)], [1, 4, 100])
  func resizedRowsAreThoseOfTheWholeMap(_ size: (width: Int, height: Int), rows: Int) throws {
    let map = LabelMap.noise(width: 7, height: 150, count: 5)
    let whole = Resampling.resize(map, width: size.width, height: size.height)
    let folder = try TemporaryFolder()
    try map.write(to: folder.file("a.png"))
    let resized = ResizedLabels(
      try RasterFile.open(folder.file("a.png"), as: .mask), width: size.width, height: size.height)
    var values: [UInt16] = []
    while let band = try resized.readLabels(rows) { values += band.values }
    #expect(values == whole.values)
  }

  @Test(arguments: [1, 3, 50])
  func validityIsThatOfTheNearestPixel(_ rows: Int) throws {
    let labels = Raster(
      width: 3, height: 2, bands: 1, samples: .uint16([1, 2, 3, 4, 5, 6]), validity: [1, 0, 1, 1, 1, 0])
    let resized = try stacked(allBands(of: ResizedLabels(MemoryRaster(labels), width: 6, height: 2), rows: rows))
    #expect(LabelMap(resized).values == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6])
    #expect(resized.validity == [1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0])
  }
}
