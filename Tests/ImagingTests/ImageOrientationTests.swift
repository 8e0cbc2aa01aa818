import Basics
import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct ImageOrientationTests {
  /// Where the stored pixels 1 2 3 / 4 5 6 come to lie, by the Exif standard's words for row 0 and column 0.
  private static let turned: [(orientation: Int, width: Int, values: [UInt8])] = [
    (1, 3, [1, 2, 3, 4, 5, 6]), (2, 3, [3, 2, 1, 6, 5, 4]), (3, 3, [6, 5, 4, 3, 2, 1]), (4, 3, [4, 5, 6, 1, 2, 3]),
    (5, 2, [1, 4, 2, 5, 3, 6]), (6, 2, [4, 1, 5, 2, 6, 3]), (7, 2, [6, 3, 5, 2, 4, 1]), (8, 2, [3, 6, 2, 5, 1, 4]),
  ]

  @Test(arguments: turned)
  func eachValueTurnsAsTheStandardSays(_ orientation: Int, width: Int, values: [UInt8]) throws {
    let orientation = try #require(ImageOrientation(rawValue: orientation))
    let stored = Raster(width: 3, height: 2, bands: 1, values: [1, 2, 3, 4, 5, 6])
    let expected = Raster(width: width, height: 6 / width, bands: 1, values: values)
    #expect(stored.turned(orientation) == expected)
    #expect(orientation.swapsAxes == (width == 2))
  }

  @Test(arguments: ImageOrientation.allCases)
  func pixelsStayWholeInEveryDepth(_ orientation: ImageOrientation) {
    for bitDepth in [8, 16] {
      let stored = Raster.noise(width: 5, height: 4, bands: 3, bitDepth: bitDepth)
      let turned = stored.turned(orientation)
      // Channel by channel: splitting and turning may be swapped.
      for c in 0..<3 {
        let plane = stride(from: c, to: stored.integers.count, by: 3).map { stored.integers[$0] }
        let turnedPlane = stride(from: c, to: turned.integers.count, by: 3).map { turned.integers[$0] }
        let alone = Raster(width: 5, height: 4, bands: 1, samples: .uint16(plane.map { UInt16($0) }))
        #expect(alone.turned(orientation).integers == turnedPlane)
      }
    }
  }

  @Test(arguments: ImageOrientation.allCases)
  func turningBackGivesTheStoredImage(_ orientation: ImageOrientation) throws {
    let stored = Raster.noise(width: 4, height: 3, bands: 2)
    let inverse: ImageOrientation =
      switch orientation {
      case .turnedRight: .turnedLeft
      case .turnedLeft: .turnedRight
      default: orientation
      }
    #expect(stored.turned(orientation).turned(inverse) == stored)
  }

  /// A grey JPEG with an Exif marker of these bytes after "Exif\0\0".
  private func image(withExif payload: [UInt8]) throws -> RasterInfo {
    let bytes = try ImageFixture.named("grey.jpg").bytes()
    let content = Array("Exif\0\0".utf8) + payload
    let length = content.count + 2
    let marker = [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + content
    return try RasterFile.open(bytes: Array(bytes.prefix(2)) + marker + bytes.dropFirst(2), name: "exif.jpg").info
  }

  @Test func bothByteOrdersAndAnyFieldTypeAreUnderstood() throws {
    let little: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]
    let big: [UInt8] = [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 4, 0, 0, 0, 1, 0, 0, 0, 6]
    #expect(try image(withExif: little).orientation == .turnedRight)
    #expect(try image(withExif: big).orientation == .turnedRight)
  }

  @Test func aBrokenExifMarkerLeavesTheImageUpright() throws {
    let good: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]
    var random = SplitMix64(seed: 2)
    for count in 1..<19 {
      #expect(try image(withExif: Array(good.prefix(count))).orientation == .upright, "\(count) bytes")
    }
    for value in [0, 9, 255] as [UInt8] {
      var bytes = good
      bytes[18] = value
      #expect(try image(withExif: bytes).orientation == .upright)
    }
    for _ in 0..<500 {
      var bytes = good
      for _ in 0..<3 { bytes[.random(in: 0..<18, using: &random)] = .random(in: 0...255, using: &random) }
      let info = try image(withExif: bytes)
      #expect(info.width * info.height == 45 * 37)
    }
  }

  @Test func bandsAreThoseOfTheTurnedFrame() throws {
    let fixture = try ImageFixture.named("orientation6.jpg")
    let reader = try RasterFile.open(fixture.url)
    #expect(reader.width == 13 && reader.height == 21)
    let first = try #require(try reader.readRows(5))
    #expect(first.width == 13 && first.height == 5)
  }
}
