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

  @Test(arguments: [(0, 0, 7, 600), (2, 250, 3, 20), (1, 255, 4, 2), (0, 256, 7, 256), (6, 599, 1, 1)])
  func aRectangleOfAFileIsRead(x: Int, y: Int, width: Int, height: Int) throws {
    let folder = try TemporaryFolder()
    let image = Raster.noise(width: 7, height: 600, bands: 3)
    try image.write(to: folder.file("image.png"))
    let found = try MemoryRaster(
      contentsOf: folder.file("image.png"), x: x, y: y, width: width, height: height, options: DecodingOptions())
    #expect(found.width == width && found.height == height)
    #expect(found.readRows(height) == image.cropped(x: x, y: y, width: width, height: height))
  }

  @Test func aRectangleThatReachesPastTheFileIsRefused() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("image.png")
    try Raster.noise(width: 7, height: 40, bands: 3).write(to: file)
    #expect(throws: ImageIOError.truncated(path: file.path, expectedRows: 40, readRows: 40)) {
      try MemoryRaster(contentsOf: file, x: 0, y: 30, width: 7, height: 11, options: DecodingOptions())
    }
  }
}
