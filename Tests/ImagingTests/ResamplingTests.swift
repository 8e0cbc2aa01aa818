import Basics
import Imaging
import TestSupport
import Testing

@Suite struct ResamplingTests {
  private func grey(_ rows: [[UInt8]]) -> Raster {
    Raster(width: rows[0].count, height: rows.count, bands: 1, values: rows.flatMap { $0 })
  }

  @Test func halvingTakesTheMeanOfFourPixels() {
    let image = grey([[0, 10, 100, 200], [20, 30, 50, 51]])
    // 15, and 100.25 rounded down.
    #expect(Resampling.resize(image, width: 2, height: 1) == grey([[15, 100]]))
  }

  @Test func pixelsThatAreCoveredInPartCountInPart() {
    // Three pixels to two: each takes one whole and half of the middle one.
    let image = grey([[30, 60, 90]])
    #expect(Resampling.resize(image, width: 2, height: 1) == grey([[40, 80]]))
    let column = grey([[30], [60], [90]])
    #expect(Resampling.resize(column, width: 1, height: 2) == grey([[40], [80]]))
  }

  @Test func enlargingInterpolatesBetweenPixelCentresAndHoldsTheEdges() {
    let image = grey([[0, 100]])
    #expect(Resampling.resize(image, width: 4, height: 1) == grey([[0, 25, 75, 100]]))
    let square = grey([[0, 100], [100, 200]])
    #expect(
      Resampling.resize(square, width: 4, height: 4)
        == grey([[0, 25, 75, 100], [25, 50, 100, 125], [75, 100, 150, 175], [100, 125, 175, 200]]))
  }

  @Test func axesAreTreatedEachForItself() {
    // Twice as wide, half as high.
    let image = grey([[0, 80], [40, 160]])
    #expect(Resampling.resize(image, width: 4, height: 1) == grey([[20, 45, 95, 120]]))
  }

  @Test func anyPixelBecomesAFlatImageAndBack() {
    for bitDepth in [8, 16] {
      let pixel = Raster.noise(width: 1, height: 1, bands: 4, bitDepth: bitDepth, seed: 3)
      let flat = Resampling.resize(pixel, width: 7, height: 5)
      #expect(flat.integers == (0..<35).flatMap { _ in pixel.integers })
      #expect(Resampling.resize(flat, width: 1, height: 1) == pixel)
    }
  }

  @Test func theSameSizeIsTheSameImage() {
    let image = Raster.noise(width: 7, height: 5, bands: 3, bitDepth: 16)
    #expect(Resampling.resize(image, width: 7, height: 5) == image)
    // One axis kept: each of its lines is resized as if it were alone.
    let wide = Resampling.resize(image, width: 11, height: 5)
    for y in 0..<5 {
      let line = Resampling.resize(image.cropped(x: 0, y: y, width: 7, height: 1), width: 11, height: 1)
      #expect(wide.cropped(x: 0, y: y, width: 11, height: 1) == line)
    }
  }

  @Test(arguments: [(3, 3), (5, 2), (1, 1), (12, 8), (4, 6)])
  func shrinkingTakesAreaMeansAtAnyRatio(_ width: Int, height: Int) throws {
    let image = Raster.noise(width: 12, height: 8, bands: 1)
    // By repeating pixels until both sizes divide: the mean of whole blocks, in integers.
    var expected: [Int] = []
    for y in 0..<height {
      for x in 0..<width {
        var sum = 0
        for v in y * 8..<(y + 1) * 8 {
          for u in x * 12..<(x + 1) * 12 { sum += image.integers[v / height * 12 + u / width] }
        }
        expected.append((2 * sum + 96) / 192)
      }
    }
    #expect(Resampling.resize(image, width: width, height: height).integers == expected)
  }

  @Test func extremesStayWithinRange() {
    for bitDepth in [8, 16] {
      let top = bitDepth == 8 ? 255 : 65535
      let white = Raster(
        width: 7, height: 7, bands: 1,
        samples: bitDepth == 8 ? .uint8(.init(repeating: 255, count: 49)) : .uint16(.init(repeating: 65535, count: 49)))
      for size in [1, 3, 5, 13] {
        #expect(Resampling.resize(white, width: size, height: size).integers.allSatisfy { $0 == top })
      }
    }
  }

  @Test func labelsAreTakenNotMixed() {
    let map = LabelMap(width: 2, height: 2, values: [0, 255, 7, 3])
    #expect(
      Resampling.resize(map, width: 4, height: 4).values == [0, 0, 255, 255, 0, 0, 255, 255, 7, 7, 3, 3, 7, 7, 3, 3])
    #expect(Resampling.resize(Resampling.resize(map, width: 6, height: 10), width: 2, height: 2) == map)
    #expect(Resampling.resize(map, width: 2, height: 2) == map)
    // Odd: the centre of the one pixel lies in the third of the five.
    let line = LabelMap(width: 5, height: 1, values: [1, 2, 3, 4, 5])
    #expect(Resampling.resize(line, width: 1, height: 1).values == [3])
    #expect(Resampling.resize(line, width: 3, height: 2).values == [1, 3, 5, 1, 3, 5])
  }
}
