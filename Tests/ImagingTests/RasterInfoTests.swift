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
}
