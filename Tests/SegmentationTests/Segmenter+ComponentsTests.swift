import Basics
import Datasets
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct SegmenterComponentsTests {
  private static let context = ComputeContext(threads: 2)

  @Test func pixelsWithoutDataTellNothing() throws {
    let segmenter = try Segmenter(SegmenterTests.model(), map: "main", smoothingRadius: 0, tileSide: 48)
    let raster = SegmenterTests.noise(96, 64)
    let half = Raster(
      width: 96, height: 64, bands: raster.bands, samples: raster.samples,
      validity: (0..<96 * 64).map { $0 % 96 < 48 ? 1 : 0 })
    let (all, some) = try (
      segmenter.moments(of: MemoryRaster(raster), context: Self.context),
      segmenter.moments(of: MemoryRaster(half), context: Self.context)
    )
    #expect(all.count > 0 && some.count > 0 && abs(2 * some.count - all.count) <= 0.1 * all.count)
  }

  @Test func componentsAreTheMeansOfTheirCells() throws {
    let segmenter = try Segmenter(SegmenterTests.model(), map: "main", smoothingRadius: 8, tileSide: 48)
    let image = MemoryRaster(SegmenterTests.noise(96, 64))
    let moments = try segmenter.moments(of: image, context: Self.context)
    let projection = FeatureProjection(moments, count: 5)
    func planes(_ width: Int, _ height: Int) throws -> [[UInt8]] {
      try segmenter.components(
        of: image, projection: projection, width: width, height: height, context: Self.context)
    }
    let (fine, coarse) = (try planes(96, 64), try planes(24, 16))
    #expect(fine.count == 5 && coarse.map(\.count) == [384, 384, 384, 384, 384])
    for (fine, coarse) in zip(fine, coarse) {
      // Four deviations on each side fit into a byte.
      let mean = fine.reduce(0) { $0 + Double($1) } / Double(fine.count)
      #expect(abs(mean - 127.5) < 16)
      for (x, y) in [(0, 0), (7, 3), (23, 15)] {
        let cell = (0..<16).reduce(0.0) { $0 + Double(fine[(4 * y + $1 / 4) * 96 + 4 * x + $1 % 4]) } / 16
        #expect(abs(cell - Double(coarse[y * 24 + x])) <= 1)
      }
    }
  }
}
