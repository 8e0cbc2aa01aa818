import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct GeoreferenceTests {
  @Test func theWorldFileMapsPixelsToCoordinates() throws {
    let folder = try TemporaryFolder()
    let image = try folder.write(ImageFixture.named("rgb8.png").bytes(), to: "a.png")
    #expect(try RasterFile.info(of: image).georeference == .none)
    try Data("0.5\n0.25\n0\n-0.5\n368000\n5807000.5\n".utf8).write(to: folder.file("a.pgw"))
    let georeference = try RasterFile.info(of: image).georeference
    #expect(georeference.files.world == folder.file("a.pgw"))
    let transform = try #require(georeference.transform)
    #expect(transform.coordinates(column: 0, row: 0) == (368000, 5_807_000.5))
    #expect(transform.coordinates(column: 4, row: 2) == (368002, 5_807_000.5))
  }

  @Test(arguments: ["", "1 2 3 4 5", "1 2 3 4 5 six", "1 2 3 4 5 nan", "1 2 3 4 5 6 7"])
  func whatIsNotSixNumbersIsNoTransform(_ text: String) {
    #expect(PixelTransform(worldFile: text) == nil)
  }

  @Test func aRasterOfAnotherSizeLosesIt() throws {
    let folder = try TemporaryFolder()
    let image = try folder.write(ImageFixture.named("rgb8.png").bytes(), to: "a.png")
    try Data("1\n0\n0\n-1\n0\n0\n".utf8).write(to: folder.file("a.pgw"))
    let source = try RasterFile.open(image)
    #expect(ColourRows(source).info.georeference == source.info.georeference)
    #expect(ResizedRows(source, width: 2, height: 2).info.georeference == .none)
  }
}
