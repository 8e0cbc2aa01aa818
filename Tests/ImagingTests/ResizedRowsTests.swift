import Basics
import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct ResizedRowsTests {
  @Test(
    arguments: [(3, 2), (5, 9), (10, 18), (1, 1), (23, 4), (2, 40), (5, 4), (7, 9)] as [(Int, Int)],
    [1, 2, 7])
  func resizedRowsStackToTheResizedImage(_ size: (width: Int, height: Int), rows: Int) throws {
    for bitDepth in [8, 16] {
      let image = Raster.noise(width: 5, height: 9, bands: 2, bitDepth: bitDepth)
      let source = ResizedRows(MemoryRaster(image, name: "memory"), width: size.width, height: size.height)
      let bands = try allBands(of: source, rows: rows)
      #expect(try stacked(bands) == Resampling.resize(image, width: size.width, height: size.height))
      #expect(source.width == size.width && source.height == size.height && source.bands == 2)
      #expect(source.path == "memory")
    }
  }

  @Test(arguments: ["rgb16.png", "palette8-interlaced.png", "ycbcr-420.jpg", "orientation8.jpg"])
  func filesAreResizedWhileTheyAreRead(_ file: String) throws {
    let url = try ImageFixture.named(file).url
    let image = try Raster(contentsOf: url)
    let source = ResizedRows(try RasterFile.open(url), width: 6, height: 20)
    #expect(try stacked(allBands(of: source, rows: 3)) == Resampling.resize(image, width: 6, height: 20))
  }

  @Test func aFileThatIsCutFailsWhenResizedToo() throws {
    let fixture = try ImageFixture.named("ycbcr-420.jpg")
    let bytes = try fixture.bytes()
    for count in [bytes.count * 3 / 4, bytes.count - 10] {
      let reader = try RasterFile.open(bytes: Array(bytes.prefix(count)), name: fixture.file)
      let source = ResizedRows(reader, width: 3, height: 3)
      #expect {
        _ = try allBands(of: source, rows: 2)
      } throws: { error in
        if case .truncated(fixture.file, 37, _) = error as? ImageIOError { true } else { false }
      }
    }
  }

  @Test(arguments: [(3, 2), (10, 18), (7, 9), (5, 4)] as [(Int, Int)], [1, 4])
  func float32AndValidityAreThoseOfTheResizedRaster(_ size: (width: Int, height: Int), rows: Int) throws {
    let raster = Raster.heights(width: 5, height: 9, bands: 6)
    let source = ResizedRows(MemoryRaster(raster), width: size.width, height: size.height)
    #expect(source.info.sampleType == .float32 && source.bands == 6)
    let whole = Resampling.resize(raster, width: size.width, height: size.height)
    #expect(try stacked(allBands(of: source, rows: rows)) == whole)
    for y in 0..<size.height {
      for x in 0..<size.width {
        let nearest = (2 * y + 1) * 9 / (2 * size.height) * 5 + (2 * x + 1) * 5 / (2 * size.width)
        #expect(whole.validity?[y * size.width + x] == raster.validity?[nearest])
      }
    }
  }
}
