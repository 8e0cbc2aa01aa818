import Imaging
import TestSupport
import Testing

@Suite struct TransparentRowsTests {
  @Test(arguments: [1, 2, 9])
  func pixelsWithoutDataAreTransparent(_ rows: Int) throws {
    let image = Raster(
      width: 2, height: 2, bands: 3, samples: .uint8(Array(1...12)), validity: [1, 0, 0, 1])
    let picture = TransparentRows(MemoryRaster(image))
    #expect(picture.bands == 4)
    let whole = try stacked(allBands(of: picture, rows: rows))
    #expect(whole.samples == .uint8([1, 2, 3, 255, 0, 0, 0, 0, 0, 0, 0, 0, 10, 11, 12, 255]))
    let opaque = Raster(width: 1, height: 1, bands: 3, values: [4, 5, 6])
    #expect(try TransparentRows(MemoryRaster(opaque)).readAll().samples == .uint8([4, 5, 6, 255]))
  }
}
