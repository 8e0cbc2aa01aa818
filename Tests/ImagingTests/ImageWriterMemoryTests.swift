import Basics
import Imaging
import TestSupport
import Testing

@Suite struct ImageWriterMemoryTests {
  @Test(arguments: [1, 2, 3, 4])
  func bytesAreThoseOfTheFile(_ channels: Int) throws {
    let folder = try TemporaryFolder()
    // More than the sink's buffer holds.
    let image = RasterImage.noise(width: 301, height: 200, channels: channels)
    try image.write(to: folder.file("a.png"))
    #expect(try ImageWriter.bytes(of: image, encoding: .png(channels: channels)) == bytes(of: folder.file("a.png")))
    if channels % 2 == 1 {
      try image.write(to: folder.file("a.jpg"), quality: 70)
      let jpeg = try ImageWriter.bytes(of: image, encoding: .jpeg(channels: channels, quality: 70))
      #expect(try jpeg == bytes(of: folder.file("a.jpg")))
    }
  }

  @Test func labelsKeepTheirIndicesAndColours() throws {
    let map = LabelMap(width: 2, height: 1, values: [1, 0])
    let palette = Palette([.init(hex: 0x010203), .init(hex: 0x040506)])
    let bytes = try ImageWriter.bytes(of: map, palette: palette)
    #expect(try LabelMap(bytes: bytes, name: "a") == map)
    #expect(try RasterImage(bytes: bytes, name: "a").integers == [4, 5, 6, 1, 2, 3])
  }

  @Test func aLabelWithoutAColourIsRefused() {
    let map = LabelMap(width: 1, height: 1, values: [2])
    #expect(throws: FileAccessError.self) { try ImageWriter.bytes(of: map, palette: Palette([.init(hex: 0)])) }
  }
}
