import Basics
import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct RasterImageTests {
  @Test func floatsAreShareOfTheGreatestValue() {
    let narrow = RasterImage(width: 3, height: 1, channels: 1, values: [0, 51, 255])
    #expect(narrow.floats() == [0, 0.2, 1])
    let wide = RasterImage(width: 3, height: 1, channels: 1, samples: .bits16([0, 13107, 65535]))
    #expect(wide.floats() == [0, 0.2, 1])
  }

  @Test func floatsOfARectangleAreThoseOfItsCrop() {
    for bitDepth in [8, 16] {
      let image = RasterImage.noise(width: 7, height: 6, channels: 3, bitDepth: bitDepth)
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
    let image = RasterImage(width: 256, height: 256, channels: 1, samples: .bits16(values))
    let expected = values.map { Int((Double($0) * 255 / 65535).rounded()) }
    #expect(image.with8BitSamples().bitDepth == 8)
    #expect(image.with8BitSamples().integers == expected)
    let narrow = RasterImage.noise(width: 3, height: 3, channels: 2)
    #expect(narrow.with8BitSamples() == narrow)
  }

  @Test func writingPicksTheFormatByTheNameAndKeepsAllOfAPNG() throws {
    let folder = try TemporaryFolder()
    for bitDepth in [8, 16] {
      for channels in 1...4 {
        let image = RasterImage.noise(width: 5, height: 4, channels: channels, bitDepth: bitDepth)
        try image.write(to: folder.file("image.png"))
        #expect(try RasterImage(contentsOf: folder.file("image.png")) == image)
      }
    }
    let image = RasterImage.gradient(width: 20, height: 10, channels: 3)
    for name in ["image.jpg", "image.JPEG"] {
      try image.write(to: folder.file(name), quality: 95)
      #expect(try ImageFile.format(of: folder.file(name)) == .jpeg)
    }
  }

  @Test(arguments: [(2, 8), (4, 8), (1, 16), (3, 16)])
  func aJPEGRefusesWhatItWouldLose(_ channels: Int, bitDepth: Int) throws {
    let folder = try TemporaryFolder()
    let url = folder.file("image.jpg")
    #expect {
      try RasterImage.noise(width: 5, height: 4, channels: channels, bitDepth: bitDepth).write(to: url)
    } throws: { error in
      if case .unsupported(url.path, _, _) = error as? ImageIOError { true } else { false }
    }
    #expect(try folder.names() == [])
  }
}
