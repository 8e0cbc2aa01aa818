import Basics
import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct ImageRowsTests {
  @Test(arguments: [1, 2, 7, 100])
  func rowsOfAnImageInMemoryStackToIt(_ rows: Int) throws {
    let image = RasterImage.noise(width: 5, height: 9, channels: 3)
    let source = RasterRows(image, name: "memory")
    let bands = try allBands(of: source, rows: rows)
    #expect(bands.count == (9 + rows - 1) / rows)
    #expect(try stacked(bands) == image)
    #expect(source.path == "memory" && source.width == 5 && source.height == 9 && source.channels == 3)
  }

  @Test(
    arguments: [(3, 2), (5, 9), (10, 18), (1, 1), (23, 4), (2, 40), (5, 4), (7, 9)] as [(Int, Int)],
    [1, 2, 7])
  func resizedRowsStackToTheResizedImage(_ size: (width: Int, height: Int), rows: Int) throws {
    for bitDepth in [8, 16] {
      let image = RasterImage.noise(width: 5, height: 9, channels: 2, bitDepth: bitDepth)
      let source = ResizedRows(RasterRows(image, name: "memory"), width: size.width, height: size.height)
      let bands = try allBands(of: source, rows: rows)
      #expect(try stacked(bands) == Resampling.resize(image, width: size.width, height: size.height))
      #expect(source.width == size.width && source.height == size.height && source.channels == 2)
      #expect(source.path == "memory")
    }
  }

  @Test(arguments: ["rgb16.png", "palette8-interlaced.png", "ycbcr-420.jpg", "orientation8.jpg"])
  func filesAreResizedWhileTheyAreRead(_ file: String) throws {
    let url = try ImageFixture.named(file).url
    let image = try RasterImage(contentsOf: url)
    let source = ResizedRows(try ImageReader(contentsOf: url), width: 6, height: 20)
    #expect(try stacked(allBands(of: source, rows: 3)) == Resampling.resize(image, width: 6, height: 20))
  }

  @Test func aFileThatIsCutFailsWhenResizedToo() throws {
    let fixture = try ImageFixture.named("ycbcr-420.jpg")
    let bytes = try fixture.bytes()
    for count in [bytes.count * 3 / 4, bytes.count - 1] {
      let reader = try ImageReader(bytes: Array(bytes.prefix(count)), name: fixture.file)
      let source = ResizedRows(reader, width: 3, height: 3)
      #expect {
        _ = try allBands(of: source, rows: 2)
      } throws: { error in
        if case .truncated(fixture.file, 37, _) = error as? ImageIOError { true } else { false }
      }
    }
  }
}
