import Basics
import Datasets
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

struct CertaintyMapTests {
  private static let context = ComputeContext(threads: 2)

  @Test(arguments: [0, 4]) func placesHaveTheClusterAndTheProbabilitiesOfTheirPixel(_ smoothingRadius: Int) throws {
    let segmenter = try Segmenter(
      SegmenterTests.model { $0.iic.overclusters = 7 }, map: "overclustering", smoothingRadius: smoothingRadius,
      tileSide: 48)
    let image = SegmenterTests.noise(90, 130)
    let map = try segmenter.certainty(of: MemoryRaster(image), width: 45, height: 65, context: Self.context)
    let rows = try SegmentedRows(segmenter, of: MemoryRaster(image), context: Self.context)
    var planes = [[UInt8]](repeating: [], count: 7)
    while let band = try rows.nextProbabilities((0..<7).map { $0 }, count: 7) {
      for index in planes.indices { planes[index] += band[index] }
    }
    for y in 0..<65 {
      for x in 0..<45 {
        let values = planes.map { Int($0[(2 * y + 1) * 90 + 2 * x + 1]) }
        let sorted = values.sorted(by: >)
        let at = y * 45 + x
        #expect(values[Int(map.labels.values[at])] == sorted[0])
        #expect(Int(map.probabilities[at]) == sorted[0] && Int(map.margins[at]) == sorted[0] - sorted[1])
      }
    }
  }
}
