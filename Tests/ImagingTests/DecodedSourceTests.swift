import Basics
import Foundation
import Imaging
import TestSupport
import Testing

/// Reading whole images and bands, against what Pillow decodes.
@Suite struct DecodedSourceTests {
  @Test(arguments: try ImageFixture.pngs())
  func pngsEqualPillowsPixels(_ fixture: ImageFixture) throws {
    #expect(try Raster(contentsOf: fixture.url) == fixture.image)
  }

  @Test(arguments: try ImageFixture.jpegs())
  func jpegsAreWithinOneLevelOfPillows(_ fixture: ImageFixture) throws {
    let image = try Raster(contentsOf: fixture.url)
    let difference = try #require(image.greatestDifference(from: fixture.image), "the shapes differ")
    #expect(difference <= 1)
  }

  @Test(arguments: try ImageFixture.pngs().filter { $0.storedValues != nil })
  func storedValuesAreTheIndicesAndGreyValuesOfTheFile(_ fixture: ImageFixture) throws {
    let image = try RasterFile.open(fixture.url, as: .storedValues).readAll()
    #expect(image == fixture.storedImage)
  }

  @Test(arguments: try ImageFixture.all().filter { $0.storedValues == nil })
  func storedValuesOfColourImagesAreTheirColours(_ fixture: ImageFixture) throws {
    let image = try RasterFile.open(fixture.url, as: .storedValues).readAll()
    #expect(image == (try Raster(contentsOf: fixture.url)))
  }

  @Test(arguments: try ImageFixture.all())
  func bytesInMemoryGiveTheImageOfTheFile(_ fixture: ImageFixture) throws {
    let image = try Raster(bytes: fixture.bytes(), name: "memory")
    #expect(image == (try Raster(contentsOf: fixture.url)))
  }

  @Test(arguments: try ImageFixture.all(), [1, 2, 7])
  func bandsStackedAreTheWholeImage(_ fixture: ImageFixture, rows: Int) throws {
    let reader = try RasterFile.open(fixture.url)
    let bands = try allBands(of: reader, rows: rows)
    #expect(bands.dropLast().allSatisfy { $0.height == rows })
    #expect(try stacked(bands) == Raster(contentsOf: fixture.url))
    #expect(reader.decoded.nextRow == fixture.height)
    #expect(reader.decoded.completeRows == (fixture.orientation >= 5 ? fixture.width : fixture.height))
    #expect(try reader.readRows(1) == nil)
  }

  @Test func readAllAfterABandGivesWhatIsLeft() throws {
    for file in ["rgb8.png", "rgb8-interlaced.png", "ycbcr-420.jpg", "orientation6.jpg"] {
      let whole = try Raster(contentsOf: ImageFixture.named(file).url)
      let reader = try RasterFile.open(ImageFixture.named(file).url)
      _ = try reader.readRows(4)
      let rest = try reader.readAll()
      #expect(rest == whole.cropped(x: 0, y: 4, width: whole.width, height: whole.height - 4), "\(file)")
    }
  }

  @Test func aFourthChannelIsNeverMultipliedIn() throws {
    // Infrared beside dark colours: any blending with it would change them.
    let folder = try TemporaryFolder()
    let image = Raster.noise(width: 9, height: 5, bands: 4, bitDepth: 16)
    try image.write(to: folder.file("infrared.png"))
    #expect(try Raster(contentsOf: folder.file("infrared.png")) == image)
    let clear = Raster(width: 2, height: 1, bands: 4, values: [200, 100, 50, 0, 1, 2, 3, 0])
    try clear.write(to: folder.file("clear.png"))
    #expect(try Raster(contentsOf: folder.file("clear.png")) == clear)
  }

  @Test func adobesMarkerDoesNotChangeWhatInksMean() throws {
    let marked = try Raster(contentsOf: ImageFixture.named("cmyk-adobe.jpg").url)
    let bare = try Raster(contentsOf: ImageFixture.named("cmyk-bare.jpg").url)
    #expect(marked == bare)
  }

  @Test func moreThanTheLimitOfPixelsIsRefusedBeforeDecoding() throws {
    for fixture in try ImageFixture.all() {
      let pixels = fixture.width * fixture.height
      #expect(throws: Never.self) { try Raster(contentsOf: fixture.url, options: .init(maxPixels: pixels)) }
      #expect(
        throws: ImageIOError.tooLarge(
          path: fixture.url.path, width: fixture.width, height: fixture.height, maxPixels: pixels - 1)
      ) { try RasterFile.info(of: fixture.url, options: .init(maxPixels: pixels - 1)) }
    }
  }

  @Test(arguments: [false, true])
  func anAbsurdSizeIsRefusedEvenWithoutALimit(isInterlaced: Bool) throws {
    var bytes = try ImageFixture.named(isInterlaced ? "rgba16-interlaced.png" : "rgba16.png").bytes()
    bytes.replaceSubrange(16..<24, with: [0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF])
    PNGBytes.correctChecksums(of: &bytes)
    #expect(throws: ImageIOError.self) { try Raster(bytes: bytes, name: "bomb") }
    #expect {
      try Raster(bytes: bytes, name: "bomb", options: .init(maxPixels: .max))
    } throws: { error in
      if case .outOfMemory("bomb", _) = error as? ImageIOError { true } else { false }
    }
  }

  @Test func aRowTooLongForMemoryIsRefused() throws {
    var bytes = try ImageFixture.named("rgba16.png").bytes()
    bytes.replaceSubrange(16..<24, with: [0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF])
    PNGBytes.correctChecksums(of: &bytes)
    let reader = try RasterFile.open(bytes: bytes, name: "bomb", options: .init(maxPixels: .max))
    #expect(throws: ImageIOError.self) { try reader.readRows(1 << 20) }
  }
}
