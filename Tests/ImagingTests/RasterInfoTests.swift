import Basics
import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct RasterInfoTests {
  @Test(arguments: try ImageFixture.all())
  func headerSaysWhatWillBeDelivered(_ fixture: ImageFixture) throws {
    let info = try RasterFile.info(of: fixture.url)
    #expect(info.format == (fixture.isPNG ? .png : .jpeg))
    #expect(info.width == fixture.width && info.height == fixture.height)
    #expect(info.bands == fixture.channels)
    #expect(8 * info.sampleType.byteCount == fixture.bitDepth && info.storedBitDepth == fixture.storedBitDepth)
    #expect(info.orientation.rawValue == fixture.orientation)
    #expect(info.needsWholeImage == fixture.needsWholeImage)
  }

  @Test(arguments: try ImageFixture.all())
  func colourTableIsThatOfTheFile(_ fixture: ImageFixture) throws {
    let palette = try RasterFile.info(of: fixture.url).palette
    #expect(palette?.colours.flatMap { [$0.red, $0.green, $0.blue] } == fixture.palette.map { [UInt8]($0) })
  }

  @Test func headerIsReadWithoutThePixels() throws {
    let folder = try TemporaryFolder()
    let bytes = try ImageFixture.named("rgb8.png").bytes()
    let data = try #require(PNGBytes.chunks(of: bytes).first { $0.kind == "IDAT" })
    let url = try folder.write(Array(bytes.prefix(data.start + 8)), to: "header.png")
    var expected = try RasterFile.info(of: ImageFixture.named("rgb8.png").url)
    expected.path = url.path
    #expect(try RasterFile.info(of: url) == expected)
    #expect(throws: ImageIOError.truncated(path: url.path, expectedRows: 11, readRows: 0)) {
      try Raster(contentsOf: url)
    }
  }

  @Test func sidesThatAreExchangedAreToldFromOtherSizes() throws {
    func info(_ path: String, _ width: Int, _ height: Int, _ orientation: ImageOrientation = .upright) -> RasterInfo {
      RasterInfo(path: path, width: width, height: height, bands: 3, orientation: orientation)
    }
    let image = info("a.jpg", 360, 480, .turnedRight)
    try info("a.png", 360, 480).checkSize(equals: image)
    #expect(
      throws: ImageIOError.sidesExchanged(
        path: "a.png", width: 480, height: 360, otherPath: "a.jpg", turnedPath: "a.jpg", orientation: 6)
    ) { try info("a.png", 480, 360).checkSize(equals: image) }
    #expect(
      throws: ImageIOError.sidesExchanged(
        path: "a.jpg", width: 360, height: 480, otherPath: "a.png", turnedPath: "a.jpg", orientation: 6)
    ) { try image.checkSize(equals: info("a.png", 480, 360)) }
    #expect(
      throws: ImageIOError.sidesExchanged(
        path: "a.png", width: 480, height: 360, otherPath: "m.png", turnedPath: nil, orientation: nil)
    ) { try info("a.png", 480, 360).checkSize(equals: info("m.png", 360, 480)) }
    #expect(
      throws: ImageIOError.sizesDiffer(
        path: "a.png", width: 480, height: 361, otherPath: "a.jpg", otherWidth: 360, otherHeight: 480)
    ) { try info("a.png", 480, 361).checkSize(equals: image) }
  }
}
