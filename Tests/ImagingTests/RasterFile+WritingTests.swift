import Basics
import Imaging
import TestSupport
import Testing

@Suite struct RasterFileWritingTests {
  @Test(arguments: [1, 2, 3, 4])
  func bytesAreThoseOfTheFile(_ channels: Int) throws {
    let folder = try TemporaryFolder()
    // More than the sink's buffer holds.
    let image = Raster.noise(width: 301, height: 200, bands: channels)
    try image.write(to: folder.file("a.png"))
    #expect(try RasterFile.bytes(of: image, encoding: .png(bands: channels)) == bytes(of: folder.file("a.png")))
    if channels % 2 == 1 {
      try image.write(to: folder.file("a.jpg"), quality: 70)
      let jpeg = try RasterFile.bytes(of: image, encoding: .jpeg(bands: channels, quality: 70))
      #expect(try jpeg == bytes(of: folder.file("a.jpg")))
    }
  }

  @Test func labelsKeepTheirIndicesAndColours() throws {
    let map = LabelMap(width: 2, height: 1, values: [1, 0])
    let palette = Palette([.init(hex: 0x010203), .init(hex: 0x040506)])
    let bytes = try RasterFile.bytes(of: map, palette: palette)
    #expect(try LabelMap(bytes: bytes, name: "a") == map)
    #expect(try Raster(bytes: bytes, name: "a").integers == [4, 5, 6, 1, 2, 3])
  }

  @Test func aLabelWithoutAColourIsRefused() {
    let map = LabelMap(width: 1, height: 1, values: [2])
    #expect(throws: FileAccessError.self) { try RasterFile.bytes(of: map, palette: Palette([.init(hex: 0)])) }
  }
}
