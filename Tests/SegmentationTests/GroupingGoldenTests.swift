import Basics
import NeuralNet
import Segmentation
import TestSupport
import Testing

/// What `tools/make_fixtures/grouping.py` computed with PyTorch for networks that group whole images.
@Suite struct GroupingGoldenTests {
  static let context = ComputeContext(threads: 2)

  struct Golden: Decodable {
    var learningRate: Float
    var losses: [Loss]
    var runs: [String: Run]
    struct Loss: Decodable {
      var weight, loss: Double
      var first, second, firstGradient, secondGradient: GoldenTensor
    }
    struct Run: Decodable {
      var start, end: [String: GoldenTensor]
      var steps: [[String: Double]]
      var batches: [Batch]
    }
    struct Batch: Decodable {
      var first, second: GoldenTensor
    }
  }

  @Test(arguments: JointDistribution.Method.allCases)
  func lossAndGradientsAreThoseOfTheFormulas(_ method: JointDistribution.Method) throws {
    let losses = try Fixtures.json("golden/grouping.json", as: Golden.self).losses
    #expect(losses.count == 3)
    for golden in losses {
      let loss = MutualInformationLoss(radius: 0, entropyWeight: golden.weight, method: method)
      let result = loss(first: golden.first.tensor, second: golden.second.tensor, context: Self.context)
      // A loss is a difference of entropies of up to about 1, which a Float holds to 1e-7.
      expectClose(result.loss, golden.loss, absolute: 1e-7, relative: 1e-6)
      let expected = (first: golden.firstGradient.tensor, second: golden.secondGradient.tensor)
      expectClose(result.firstGradient, expected.first, absolute: 2e-6 * expected.first.largest, relative: 1e-5)
      expectClose(result.secondGradient, expected.second, absolute: 2e-6 * expected.second.largest, relative: 1e-5)
    }
  }

  @Test(arguments: ["residual", "flattened"])
  func theFirstTwentyLossesAreThoseOfPyTorch(_ kind: String) throws {
    let all = try Fixtures.json("golden/grouping.json", as: Golden.self)
    let golden = try #require(all.runs[kind])
    var configuration = TrainingConfiguration()
    configuration.input.channels = 3
    configuration.input.sobel = false
    configuration.input.cropSize = 10
    configuration.network.trunk =
      kind == "residual"
      ? [.convolution(channels: 4), .pool, .residual(channels: 6, blocks: 2, stride: 2), .average]
      : [.convolution(channels: 4, kernel: 5), .pool, .convolution(channels: 2, kernel: 5), .flatten]
    configuration.iic.classes = 3
    configuration.iic.overclusters = 5
    configuration.iic.subheads = 2
    configuration.iic.radius = 0
    configuration.iic.turn = .together
    configuration.optimization.learningRate = all.learningRate
    var trainer = Trainer(configuration)
    let start = golden.start.mapValues(\.tensor)
    try trainer.state.parameters.load(start, path: "golden")
    try trainer.state.statistics.load(start, path: "golden")
    #expect(golden.steps.count == 20)

    for (index, step) in golden.steps.enumerated() {
      let pair = golden.batches[index % 3]
      let count = pair.first.shape[0]
      let batch = PairBatch(
        first: pair.first.tensor, second: pair.second.tensor, maps: .init(repeating: .identity, count: count), mask: nil
      )
      let records = try trainer.step(on: batch, progress: 0, stepsPerEpoch: 1, context: Self.context)
      #expect(Set(records.map(\.series)) == Set(step.keys))
      for record in records {
        // Rounding grows from step to step, as each begins with the weights of the one before.
        expectClose(
          record.loss, try #require(step[record.series]), absolute: 5e-6, relative: 5e-5,
          "step \(index), \(record.series)")
      }
    }
    let end = trainer.state.parameters.namedTensors().merging(trainer.state.statistics.namedTensors()) { a, _ in a }
    #expect(Set(end.keys) == Set(golden.end.keys))
    for (name, tensor) in golden.end {
      expectClose(try #require(end[name]), tensor.tensor, absolute: 5e-4, relative: 5e-4, name)
      #expect(start[name]?.values != end[name]?.values)
    }
  }
}
