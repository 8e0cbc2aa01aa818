import Imaging
import TestSupport
import Testing

@Suite struct PreparedRowsTests {
  private static func prepared(_ raster: Raster, _ preparation: ImagePreparation) throws -> Raster {
    try stacked(allBands(of: preparation.prepare(MemoryRaster(raster)), rows: 1))
  }

  @Test(arguments: [8, 16])
  func transparentPixelsHaveNoData(_ bitDepth: Int) throws {
    let full = bitDepth == 8 ? 255 : 65_535
    func samples(_ values: [Int]) -> Raster.Samples {
      bitDepth == 8 ? .uint8(values.map { UInt8($0) }) : .uint16(values.map { UInt16($0) })
    }
    let image = Raster(
      width: 2, height: 2, bands: 4, samples: samples([1, 2, 3, full, 4, 5, 6, 0] + [7, 8, 9, 1, 0, 0, 0, full]))
    let masked = try Self.prepared(image, ImagePreparation())
    let middle = full / 2 + 1
    #expect(masked.samples == samples([1, 2, 3, middle, middle, middle] + [7, 8, 9, 0, 0, 0]))
    #expect(masked.bands == 3 && masked.validity == [1, 0, 1, 1])
    #expect(try Self.prepared(image, ImagePreparation(alpha: .band)) == image)
    let grey = Raster(width: 2, height: 1, bands: 2, samples: samples([9, full, 8, 0]))
    let one = try Self.prepared(grey, ImagePreparation())
    #expect(one.bands == 1 && one.samples == samples([9, middle]) && one.validity == [1, 0])
  }

  @Test func opaqueImagesAreThoseWithoutAlpha() throws {
    let colours = Raster.noise(width: 5, height: 4, bands: 3)
    guard case .uint8(let values) = colours.samples else { return }
    var pixels: [UInt8] = []
    for place in 0..<20 { pixels += Array(values[3 * place..<3 * place + 3]) + [UInt8(1 + place)] }
    let layered = Raster(width: 5, height: 4, bands: 4, values: pixels)
    #expect(try Self.prepared(layered, ImagePreparation()) == colours)
    #expect(try Self.prepared(colours, ImagePreparation()) == colours)
  }

  @Test func noDataIsOneValueInAllColourBandsOrOneColour() throws {
    let image = Raster(width: 4, height: 1, bands: 3, values: [0, 0, 0, 0, 0, 1, 7, 8, 9, 255, 255, 255])
    func validity(_ text: String, _ image: Raster = image) throws -> [UInt8]? {
      try Self.prepared(image, ImagePreparation(noData: #require(NoDataValue(text)))).validity
    }
    #expect(try validity("0") == [0, 1, 1, 1])
    #expect(try validity("255") == [1, 1, 1, 0])
    #expect(try validity("#070809") == [1, 1, 0, 1])
    #expect(try validity("#010000") == nil)
    // No sample of 8 bits is 256, although its low byte is 0.
    #expect(try validity("256") == nil)
    let grey = Raster(width: 3, height: 1, bands: 1, samples: .uint16([0, 0x0707, 7]))
    #expect(try validity("#070707", grey) == [1, 0, 1])
    #expect(try validity("7", grey) == [1, 1, 0])
    #expect(try validity("#070708", grey) == nil)
    // A black border of an image with infrared is one whatever the infrared says.
    let infrared = Raster(width: 2, height: 1, bands: 4, values: [0, 0, 0, 9, 1, 0, 0, 0])
    let banded = try Self.prepared(infrared, ImagePreparation(alpha: .band, noData: .value(0)))
    #expect(banded.validity == [0, 1] && banded.samples == .uint8([128, 128, 128, 128, 1, 0, 0, 0]))
  }

  @Test func valuesAreStretchedAfterNoDataIsFound() throws {
    let image = Raster(width: 4, height: 1, bands: 1, values: [0, 10, 30, 60])
    let range = StretchedRange(bits: 8, low: [10], high: [50])
    let stretched = try Self.prepared(image, ImagePreparation(noData: .value(0), ranges: [range]))
    #expect(stretched.samples == .uint8([128, 0, 128, 255]) && stretched.validity == [0, 1, 1, 1])
    let wide = Raster(width: 4, height: 1, bands: 1, samples: .uint16([0, 10, 30, 60]))
    #expect(try Self.prepared(wide, ImagePreparation(ranges: [range])) == wide)
  }

  @Test func validityOfTheSourceIsKept() throws {
    let heights = Raster.heights(width: 4, height: 3, bands: 1)
    let kept = try Self.prepared(heights, ImagePreparation())
    guard case .float32(let before) = heights.samples, case .float32(let after) = kept.samples else { return }
    let validity = try #require(heights.validity)
    #expect(kept.validity == validity && validity.contains(0))
    #expect(after == zip(before, validity).map { $1 == 0 ? 0.5 : $0 })
  }
}
