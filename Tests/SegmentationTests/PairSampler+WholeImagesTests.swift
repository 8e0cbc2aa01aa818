import Basics
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

/// A small run that groups images of two kinds of stripes.
enum SmallGrouping {
  static func images(count: Int = 12, side: Int = 20) throws -> TrainingImages {
    try TrainingImages(
      (0..<count).map { index in
        Raster(
          width: side, height: side, bands: 1,
          values: (0..<side * side).map { place in
            let along = index.isMultiple(of: 2) ? place % side : place / side
            return (along + index) % 6 < 3 ? UInt8(200 + index) : UInt8(20 + index)
          })
      }, channels: 1)
  }

  static func configuration(_ change: (inout TrainingConfiguration) -> Void = { _ in }) -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.input.channels = 1
    configuration.input.crop = 12
    configuration.input.cropSize = 16
    configuration.network.trunk = [.convolution(channels: 8), .residual(channels: 8, blocks: 1, stride: 2), .average]
    configuration.iic.classes = 2
    configuration.iic.overclusters = 4
    configuration.iic.subheads = 2
    configuration.iic.radius = 0
    configuration.augmentation.views.crops = [10, 14]
    configuration.augmentation.views.repeats = 3
    configuration.optimization.pairs = 12
    configuration.optimization.steps = 4
    change(&configuration)
    return configuration
  }
}

@Suite struct WholeImagePairsTests {
  static let context = ComputeContext(threads: 2)

  @Test func aBatchDependsOnSeedAndStepAlone() throws {
    let configuration = SmallGrouping.configuration { $0.augmentation.rotation = 20 }
    let sampler = PairSampler(images: try SmallGrouping.images(), configuration: configuration)
    let alone = ComputeContext(threads: 1)
    let other = PairSampler(images: try SmallGrouping.images(), configuration: configuration)
    _ = try other.batch(step: 9, context: alone)
    let batch = try sampler.batch(step: 4, context: Self.context)
    let again = try other.batch(step: 4, context: alone)
    #expect(batch.first.shape == Shape([12, 16, 16, 3]))
    #expect(again.first.values == batch.first.values && again.second.values == batch.second.values)
    #expect(try sampler.batch(step: 5, context: Self.context).first.values != batch.first.values)
    #expect(batch.mask == nil && batch.maps.allSatisfy { $0 == .identity })
  }

  @Test func eachImageOfABatchIsSeenSoManyTimes() throws {
    let configuration = SmallGrouping.configuration {
      $0.input.sobel = false
      $0.input.crop = 20
      $0.input.cropSize = 20
      $0.augmentation.views.crops = []
      $0.augmentation.horizontalFlip = 0
      PairSamplerTests.withoutColour(&$0.augmentation)
    }
    let images = try SmallGrouping.images()
    let sampler = PairSampler(images: images, configuration: configuration)
    #expect(sampler.stepsPerEpoch == 3)
    var brightest: [Int] = []
    for step in 0..<3 {
      let batch = try sampler.batch(step: step, context: Self.context)
      // A contrast of 1 costs a rounding.
      expectClose(batch.second, batch.first, absolute: 1e-6)
      let values = batch.first.values
      for pair in 0..<12 { brightest.append(Int((values[pair * 400..<(pair + 1) * 400].max() ?? 0) * 255 + 0.5) - 200) }
    }
    // Twelve images, three pairs each, side by side.
    #expect(brightest.sorted() == (0..<36).map { $0 / 3 })
    #expect(stride(from: 0, to: 36, by: 3).allSatisfy { Set(brightest[$0..<$0 + 3]).count == 1 })
  }

  @Test func theThreadsDoNotMatter() throws {
    func weights(threads: Int) throws -> [[Float]] {
      let context = ComputeContext(threads: threads)
      let configuration = SmallGrouping.configuration()
      let sampler = PairSampler(images: try SmallGrouping.images(), configuration: configuration)
      var trainer = Trainer(configuration)
      for step in 0..<4 {
        _ = try trainer.step(
          on: sampler.batch(step: step, context: context), progress: 0, stepsPerEpoch: 3, context: context)
      }
      try trainer.method.refresh(
        network: trainer.network, state: trainer.state, sampler: sampler, isLast: true, context: context
      ) { _ in }
      #expect(trainer.method.maps.count == 3)
      return [trainer.state.parameters.values.values, trainer.state.statistics.values.values]
    }
    let one = try weights(threads: 1)
    #expect(try weights(threads: 2) == one)
    #expect(one[0] != Trainer(SmallGrouping.configuration()).state.parameters.values.values)
  }

  @Test func settingsThatDoNotGoWithWholeImagesAreTold() throws {
    func error(_ change: (inout TrainingConfiguration) -> Void) -> String {
      let error = #expect(throws: SettingError.self) { try SmallGrouping.configuration(change).validate() }
      return error?.description ?? ""
    }
    #expect(throws: Never.self) { try SmallGrouping.configuration().validate() }
    #expect(error { $0.iic.radius = 1 }.contains("method.iic.radius"))
    #expect(error { $0.augmentation.views.repeats = 5 }.contains("augmentation.views.repeats"))
    #expect(error { $0.augmentation.views.crops = [0] }.contains("augmentation.views.crops"))
    #expect(error { $0.augmentation.views.centred = 2 }.contains("augmentation.views.centred"))
    #expect(error { $0.network.trunk = [.average, .convolution(channels: 8)] }.contains("network.trunk"))
    #expect(
      error { $0.network.trunk = [.convolution(channels: 8), .pool, .pool, .pool, .pool, .pool, .flatten] }
        .contains("cropSize"))
    #expect(error { $0.network.trunk[1] = .residual(channels: 8, blocks: 0) }.contains("blocks"))
    #expect(error { $0.network.headPadding = 1 }.contains("headPadding"))
    #expect(error { $0.input.side = 7 }.contains("input.side"))
  }
}
