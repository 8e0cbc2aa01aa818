import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

/// A small run over the texture images.
enum SmallRun {
  static func configuration(steps: Int = 4) -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.input.cropSize = 32
    configuration.network.trunk = [.convolution(channels: 8), .pool, .convolution(channels: 8, dilation: 2)]
    configuration.iic.classes = 3
    configuration.iic.overclusters = 6
    configuration.augmentation.rotation = 20
    configuration.iic.radius = 2
    configuration.optimization.pairs = 3
    configuration.optimization.steps = steps
    return configuration
  }

  static func images(
    _ context: ComputeContext = ComputeContext(threads: 2), but omitted: Int = 0
  ) throws -> TrainingImages {
    let folder = Fixtures.url("textures/images")
    let urls = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    var input = InputConfiguration()
    input.channels = 3
    return try TrainingImages(
      urls.sorted { $0.path < $1.path }.dropLast(omitted), input: input, context: context)
  }
}

@Suite struct TrainerTests {
  static let context = ComputeContext(threads: 2)

  struct Golden: Decodable {
    var learningRate: Float
    var radius: Int
    var start, end: [String: GoldenTensor]
    var steps: [Step]
    var batches: [Batch]
    struct Step: Decodable {
      var head: String
      var loss, lossWithoutWeight: Double
    }
    struct Batch: Decodable {
      var first, second, mask: GoldenTensor
      var maps: [[Float]]
      var pairs: PairBatch {
        PairBatch(
          first: first.tensor, second: second.tensor,
          maps: maps.map { AffineMap(a: $0[0], b: $0[1], tx: $0[2], c: $0[3], d: $0[4], ty: $0[5]) },
          mask: mask.tensor)
      }
    }
  }

  @Test(arguments: [false, true]) func theFirstTwentyLossesAreThoseOfPyTorch(recomputes: Bool) throws {
    let golden = try Fixtures.json("golden/training.json", as: Golden.self)
    var configuration = TrainingConfiguration()
    configuration.input.channels = 3
    configuration.input.sobel = false
    configuration.network.trunk = [.convolution(channels: 4), .pool, .convolution(channels: 6, dilation: 2)]
    configuration.iic.classes = 3
    configuration.iic.overclusters = 5
    configuration.iic.subheads = 2
    configuration.iic.radius = golden.radius
    configuration.optimization.learningRate = golden.learningRate
    configuration.optimization.recomputesEarlyMaps = recomputes
    var trainer = Trainer(configuration)
    let start = golden.start.mapValues(\.tensor)
    try trainer.state.parameters.load(start, path: "golden")
    try trainer.state.statistics.load(start, path: "golden")

    let batches = golden.batches.map(\.pairs)
    for (index, step) in golden.steps.enumerated() {
      let records = try trainer.step(on: batches[index % 3], progress: 0, stepsPerEpoch: 1, context: Self.context)
      let record = try #require(records.count == 1 ? records.first : nil)
      #expect(record.series == step.head)
      // Rounding grows from step to step, as each begins with the weights of the one before.
      expectClose(record.loss, step.loss, absolute: 2e-6, relative: 1e-5, "loss of step \(index)")
      expectClose(
        try #require(record["loss_without_weight"]), step.lossWithoutWeight, absolute: 2e-6, relative: 1e-5,
        "step \(index)")
    }
    let end = trainer.state.parameters.namedTensors().merging(trainer.state.statistics.namedTensors()) { a, _ in a }
    #expect(Set(end.keys) == Set(golden.end.keys))
    for (name, tensor) in golden.end {
      expectClose(try #require(end[name]), tensor.tensor, absolute: 2e-4, relative: 1e-4, name)
      #expect(start[name]?.values != end[name]?.values)
    }
  }

  @Test(arguments: [OptimizationConfiguration.Method.adam, .sgd])
  func theNumberOfThreadsDoesNotMatter(_ method: OptimizationConfiguration.Method) throws {
    func weights(threads: Int) throws -> [[Float]] {
      let context = ComputeContext(threads: threads)
      var configuration = SmallRun.configuration()
      configuration.input.channels = 3
      configuration.iic.subheads = 2
      configuration.optimization.method = method
      configuration.optimization.gradientClipping = 1
      let sampler = PairSampler(images: try SmallRun.images(context), configuration: configuration)
      var trainer = Trainer(configuration)
      let start = trainer.state.parameters.values.values
      for step in 0..<4 {
        _ = try trainer.step(
          on: sampler.batch(step: step, context: context), progress: 0, stepsPerEpoch: 3, context: context)
      }
      #expect(trainer.state.parameters.values.values != start)
      return [trainer.state.parameters.values.values, trainer.state.statistics.values.values]
    }
    let one = try weights(threads: 1)
    #expect(try weights(threads: 2) == one)
    #expect(try weights(threads: 3) == one)
  }

  @Test func aLossThatIsNotFiniteLeavesTheWeights() throws {
    var configuration = SmallRun.configuration()
    configuration.input.channels = 3
    var trainer = Trainer(configuration)
    let (before, statistics) = (trainer.state.parameters.values.values, trainer.state.statistics.values.values)
    let image = Tensor([1, 32, 32, 5], repeating: .nan)
    let batch = PairBatch(first: image, second: image, maps: [.identity], mask: nil)
    #expect(throws: LearningError.lossNotFinite(step: 1, learningRate: 1e-3)) {
      _ = try trainer.step(on: batch, progress: 0, stepsPerEpoch: 1, context: Self.context)
    }
    #expect(trainer.state.parameters.values.values == before)
    #expect(trainer.state.statistics.values.values == statistics)
    #expect(trainer.step == 0)
  }

  @Test func theGradientOfHeadsThatLearnTogetherIsTheSum() throws {
    func change(_ turn: IICSettings.Turn, begins: String = IICSettings.main) throws -> (Tensor, [String: Double]) {
      var configuration = SmallRun.configuration()
      configuration.input.channels = 3
      configuration.iic.subheads = 2
      configuration.iic.turn = turn
      configuration.iic.begins = begins
      configuration.optimization.method = .sgd
      configuration.optimization.momentum = 0
      configuration.optimization.learningRate = 1
      var trainer = Trainer(configuration)
      let batch = try PairSampler(images: SmallRun.images(), configuration: configuration)
        .batch(step: 0, context: Self.context)
      let before = trainer.state.parameters.values
      let records = try trainer.step(on: batch, progress: 0, stepsPerEpoch: 1, context: Self.context)
      let after = trainer.state.parameters.values
      let change = zip(after.values, before.values).map { $0 - $1 }
      return (
        Tensor(after.shape, values: change), Dictionary(uniqueKeysWithValues: records.map { ($0.series, $0.loss) })
      )
    }
    let (main, mainLoss) = try change(.step)
    let (overclustering, overclusteringLoss) = try change(.step, begins: IICSettings.overclustering)
    let (both, losses) = try change(.together)
    #expect(losses == mainLoss.merging(overclusteringLoss) { first, _ in first })
    let sum = zip(main.values, overclustering.values).map { $0 + $1 }
    #expect(main.values.contains { abs($0) > 1e-3 } && overclustering.values.contains { abs($0) > 1e-3 })
    expectClose(both, Tensor(both.shape, values: sum), absolute: 1e-6, relative: 1e-4, "change of the weights")
  }

  @Test func trainingLowersTheLoss() throws {
    var configuration = SmallRun.configuration()
    configuration.input.channels = 3
    configuration.iic.overclusters = 0
    configuration.optimization.learningRate = 1e-2
    let batch = try PairSampler(images: SmallRun.images(), configuration: configuration)
      .batch(step: 0, context: Self.context)
    var trainer = Trainer(configuration)
    let losses = try (0..<12).map { _ in
      try trainer.step(on: batch, progress: 0, stepsPerEpoch: 1, context: Self.context)[0].loss
    }
    let (first, last) = (try #require(losses.first), try #require(losses.last))
    #expect(last < first - 0.05)
  }
}
