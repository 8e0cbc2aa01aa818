import Basics
import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct RasterTests {
  @Test func floatsAreShareOfTheGreatestValue() {
    let narrow = Raster(width: 3, height: 1, bands: 1, values: [0, 51, 255])
    #expect(narrow.floats() == [0, 0.2, 1])
    let wide = Raster(width: 3, height: 1, bands: 1, samples: .uint16([0, 13107, 65535]))
    #expect(wide.floats() == [0, 0.2, 1])
  }

  @Test func float32SamplesStayAsTheyAre() {
    let raster = Raster.heights(width: 4, height: 3, bands: 7)
    guard case .float32(let values) = raster.samples else { preconditionFailure("the samples are Float32") }
    #expect(raster.floats() == values)
    #expect(raster.cropped(x: 1, y: 1, width: 2, height: 2).floats() == raster.floats(x: 1, y: 1, width: 2, height: 2))
    let shares = Raster(width: 4, height: 1, bands: 1, samples: .float32([-0.5, 0.2, 1, .nan]))
    #expect(shares.with8BitSamples().integers == [0, 51, 255, 0])
  }

  @Test func validityGoesWithItsPixels() throws {
    let raster = Raster.heights(width: 4, height: 3, bands: 2)
    let validity = try #require(raster.validity)
    #expect(
      raster.cropped(x: 1, y: 1, width: 2, height: 2).validity == [validity[5], validity[6], validity[9], validity[10]])
    let turned = raster.turned(.upsideDown)
    #expect(turned.validity == validity.reversed())
    #expect(turned.turned(.upsideDown) == raster)
    #expect(raster.turned(.turnedRight).turned(.turnedLeft) == raster)
    let above = raster.cropped(x: 0, y: 0, width: 4, height: 1)
    let below = raster.cropped(x: 0, y: 1, width: 4, height: 2)
    #expect(above.appending(below) == raster)
    let valid = Raster(width: 4, height: 1, bands: 2, samples: above.samples)
    #expect(valid.appending(below).validity == [1, 1, 1, 1] + validity.dropFirst(4))
    #expect(valid.appending(valid).validity == nil)
    #expect(raster.byteCount == 4 * 24 + 12)
  }

  @Test func floatsOfARectangleAreThoseOfItsCrop() {
    for bitDepth in [8, 16] {
      let image = Raster.noise(width: 7, height: 6, bands: 3, bitDepth: bitDepth)
      for (x, y, width, height) in [(0, 0, 7, 6), (2, 1, 3, 4), (6, 5, 1, 1), (0, 2, 7, 1), (3, 3, 0, 0)] {
        let crop = image.cropped(x: x, y: y, width: width, height: height)
        #expect(image.floats(x: x, y: y, width: width, height: height) == crop.floats())
        var expected: [Int] = []
        for row in y..<y + height {
          for column in x..<x + width {
            for c in 0..<3 { expected.append(image.integers[(row * 7 + column) * 3 + c]) }
          }
        }
        #expect(crop.integers == expected && crop.width == width && crop.height == height)
      }
    }
  }

  @Test func sixteenBitsBecomeTheNearestEight() {
    let values = (0...65535).map { UInt16($0) }
    let image = Raster(width: 256, height: 256, bands: 1, samples: .uint16(values))
    let expected = values.map { Int((Double($0) * 255 / 65535).rounded()) }
    #expect(image.with8BitSamples().bitDepth == 8)
    #expect(image.with8BitSamples().integers == expected)
    let narrow = Raster.noise(width: 3, height: 3, bands: 2)
    #expect(narrow.with8BitSamples() == narrow)
  }

  @Test func writingPicksTheFormatByTheNameAndKeepsAllOfAPNG() throws {
    let folder = try TemporaryFolder()
    for bitDepth in [8, 16] {
      for channels in 1...4 {
        let image = Raster.noise(width: 5, height: 4, bands: channels, bitDepth: bitDepth)
        try image.write(to: folder.file("image.png"))
        #expect(try Raster(contentsOf: folder.file("image.png")) == image)
      }
    }
    let image = Raster.gradient(width: 20, height: 10, bands: 3)
    for name in ["image.jpg", "image.JPEG"] {
      try image.write(to: folder.file(name), quality: 95)
      #expect(try RasterFile.format(of: folder.file(name)) == .jpeg)
    }
  }

  @Test func aPNGRefusesWhatItCannotHold() throws {
    let folder = try TemporaryFolder()
    for raster in [Raster.heights(width: 2, height: 2, bands: 1), .noise(width: 2, height: 2, bands: 5)] {
      #expect(throws: ImageIOError.self) { try raster.write(to: folder.file("image.png")) }
    }
    #expect(try folder.names() == [])
  }

  @Test(arguments: [(2, 8), (4, 8), (1, 16), (3, 16)])
  func aJPEGRefusesWhatItWouldLose(_ channels: Int, bitDepth: Int) throws {
    let folder = try TemporaryFolder()
    let url = folder.file("image.jpg")
    #expect {
      try Raster.noise(width: 5, height: 4, bands: channels, bitDepth: bitDepth).write(to: url)
    } throws: { error in
      if case .unsupported(url.path, _, _) = error as? ImageIOError { true } else { false }
    }
    #expect(try folder.names() == [])
  }
}
