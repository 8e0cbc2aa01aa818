import Imaging
import Testing

@Suite struct SampleHistogramTests {
  @Test func percentilesAreThoseOfTheSortedSamples() {
    let image = Raster.noise(width: 31, height: 7, bands: 3, bitDepth: 16)
    guard case .uint16(let values) = image.samples else { return }
    var histogram = SampleHistogram(bands: 3, bits: 16)
    histogram.add(image.cropped(x: 0, y: 0, width: 31, height: 3))
    histogram.add(image.cropped(x: 0, y: 3, width: 31, height: 4))
    #expect(histogram.total == 31 * 7 * 3)
    for band in 0..<3 {
      let sorted = stride(from: band, to: values.count, by: 3).map { Int(values[$0]) }.sorted()
      #expect(histogram.extremes(of: band) == sorted[0]...sorted[216])
      for share in [0, 2, 50, 98, 100] as [Double] {
        let rank = max(0, Int((share / 100 * 217).rounded(.up)) - 1)
        #expect(histogram.percentile(share, of: band) == sorted[rank])
      }
    }
    let joined = histogram.joined
    #expect(joined.percentile(50, of: 0) == values.map { Int($0) }.sorted()[325])
  }

  @Test func pixelsWithoutDataAreNotCounted() {
    var histogram = SampleHistogram(bands: 1, bits: 8)
    histogram.add(
      Raster(width: 2, height: 2, bands: 1, samples: .uint8([9, 1, 2, 3]), validity: [0, 1, 1, 0]))
    #expect(histogram.total == 2 && histogram.extremes(of: 0) == 1...2)
    #expect(SampleHistogram(bands: 1, bits: 8).extremes(of: 0) == nil)
  }

  @Test func someRowsCanBeLeftOut() {
    var histogram = SampleHistogram(bands: 1, bits: 8)
    histogram.add(Raster(width: 1, height: 5, bands: 1, values: [1, 9, 3, 9, 5]), every: 2)
    #expect(histogram.total == 3 && histogram.extremes(of: 0) == 1...5)
    // The rows that follow are 5, 6 and 7 of the image.
    histogram.add(Raster(width: 1, height: 3, bands: 1, values: [9, 7, 9]), every: 2, firstRow: 5)
    #expect(histogram.total == 4 && histogram.extremes(of: 0) == 1...7)
  }
}
