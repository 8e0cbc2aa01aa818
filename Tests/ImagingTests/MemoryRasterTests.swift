import Basics
import Imaging
import TestSupport
import Testing

@Suite struct MemoryRasterTests {
  @Test(arguments: [1, 2, 7, 100])
  func rowsOfAnImageInMemoryStackToIt(_ rows: Int) throws {
    let image = Raster.noise(width: 5, height: 9, bands: 3)
    let source = MemoryRaster(image, name: "memory")
    let bands = try allBands(of: source, rows: rows)
    #expect(bands.count == (9 + rows - 1) / rows)
    #expect(try stacked(bands) == image)
    #expect(source.path == "memory" && source.width == 5 && source.height == 9 && source.bands == 3)
  }
}
