import Imaging
import Testing

@Suite struct StretchedRangeTests {
  @Test func rangesOfImpossibleValuesAreNotValid() {
    #expect(StretchedRange(bits: 8, low: [0], high: [255]).isValid)
    #expect(StretchedRange(bits: 16, low: [5, 0, 9], high: [6, 65_535, 4095]).isValid)
    let impossible: [(Int, [Double], [Double])] = [
      (8, [0], [256]), (12, [0], [9]), (16, [5], [5]), (16, [-1], [5]), (16, [0, 0], [5]), (8, [], []),
      (32, [2], [1]), (32, [0], [.infinity]), (32, [.nan], [1]),
    ]
    for (bits, low, high) in impossible {
      #expect(!StretchedRange(bits: bits, low: low, high: high).isValid)
    }
  }

  @Test func imagesOfOtherBandsTakeWhatIsKnown() throws {
    let colours = ImagePreparation(ranges: [StretchedRange(bits: 16, low: [100, 50, 200], high: [300, 450, 400])])
    let grey = Raster(width: 3, height: 1, bands: 1, samples: .uint16([50, 250, 450]))
    #expect(try colours.prepare(MemoryRaster(grey)).readAll().samples == .uint16([0, 32_768, 65_535]))
    let one = ImagePreparation(alpha: .band, ranges: [StretchedRange(bits: 16, low: [100], high: [300])])
    let infrared = Raster(width: 1, height: 1, bands: 4, samples: .uint16([100, 200, 300, 777]))
    #expect(try one.prepare(MemoryRaster(infrared)).readAll().samples == .uint16([0, 32_768, 65_535, 777]))
  }
}
