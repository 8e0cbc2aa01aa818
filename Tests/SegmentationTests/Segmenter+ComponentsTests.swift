import Basics
import Datasets
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct SegmenterComponentsTests {
  private static let context = ComputeContext(threads: 2)

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
