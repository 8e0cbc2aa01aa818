import Basics
import Datasets
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

/// Runs that `tools/convert_checkpoint.py` made from a network of the form published with the paper.
@Suite struct PublishedNetworkTests {
  static let context = ComputeContext(threads: 2)

  struct Expected: Decodable {
    var width, height: Int
    var pixels: [UInt8]
    var runs: [String: [String: Answer]]
    struct Answer: Decodable {
      var shape: [Int]
      var values: [Double]
      var classes: [UInt8]
    }
  }

  @Test(arguments: ["tracked", "untracked"], [IICSettings.main, IICSettings.overclustering])
  func answersAreThoseOfPyTorch(run: String, head: String) throws {
    let expected = try Fixtures.json("published-network/expected.json", as: Expected.self)
    let answer = try #require(expected.runs[run]?[head])
    let model = try SegmentationModel(contentsOf: Fixtures.url("published-network/\(run)"))
    let network = try #require(model.network)
    #expect(network.configuration.tracksStatistics == (run == "tracked"))
    #expect(!network.allowsTiles)

    let input = Tensor(
      [1, expected.height, expected.width, 3], values: expected.pixels.map { Float($0) / 255 })
    let (features, _) = network.trunk(input, state: model.state, mode: .inference, context: Self.context)
    let map = network.featureProbabilities(
      features, head: try #require(network.head(named: head)), copy: 0, state: model.state, context: Self.context)
    expectClose(
      map, Tensor(Shape(answer.shape), values: answer.values.map(Float.init)), absolute: 1e-5, relative: 1e-5)

    let image = Raster(width: expected.width, height: expected.height, bands: 3, values: expected.pixels)
    let mask = try Segmenter(model, map: head).segment(image, context: Self.context)
    // 255 where all classes are equally likely.
    let different = zip(mask.values, answer.classes).count { $1 != 255 && $0 != $1 }
    #expect(different == 0)
    #expect(answer.classes.count { $0 == 255 } < answer.classes.count / 4)
    #expect(Set(mask.values).count > 1)
  }
}
