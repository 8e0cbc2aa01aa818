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

  @Test(arguments: [1, 7, 64])
  func aMaskOf300ClustersComesBackInBands(_ rows: Int) throws {
    let folder = try TemporaryFolder()
    let url = folder.file("mask.png")
    var mask = LabelMap.noise(width: 53, height: 40, count: 300)
    for (place, label) in [0, 254, 255, 256, 299, Label.none].enumerated() { mask.values[7 * place] = label }
    let sink = try RasterFile.create(
      url, width: mask.width, height: mask.height, encoding: .png(bands: 1, sampleType: .uint16))
    for y in stride(from: 0, to: mask.height, by: rows) {
      try sink.write(mask.cropped(x: 0, y: y, width: mask.width, height: min(rows, mask.height - y)).raster)
    }
    try sink.finish()
    let source = try RasterFile.open(url, as: .mask)
    #expect(source.info.storedBitDepth == 16 && source.info.palette == nil)
    var values: [UInt16] = []
    while let band = try source.readLabels(9) { values += band.values }
    #expect(values == mask.values)
    // Where nothing says that it is a mask, 16-bit labels above 255 are refused.
    #expect(throws: ImageIOError.self) { try LabelMap(contentsOf: url) }
    // In the file, 65535 stands for none.
    #expect(Label.none == 65535)
    let stored = try RasterFile.open(url, as: .storedValues).readAll()
    #expect(stored.samples == .uint16(mask.values))
  }
}
