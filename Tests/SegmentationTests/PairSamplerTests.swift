import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct PairSamplerTests {
  static let context = ComputeContext(threads: 2)

  /// Crops of the whole of the images, which are 96 pixels square.
  static func configuration(_ change: (inout TrainingConfiguration) -> Void = { _ in }) -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.input.channels = 3
    configuration.input.cropSize = 96
    configuration.input.sobel = false
    configuration.optimization.pairs = 3
    change(&configuration)
    return configuration
  }

  static func withoutColour(_ augmentation: inout AugmentationConfiguration) {
    for key in [\AugmentationConfiguration.brightness, \.contrast, \.saturation, \.hue] {
      augmentation[keyPath: key] = 0
    }
  }

  @Test func aBatchDependsOnSeedAndStepAlone() throws {
    let configuration = Self.configuration {
      $0.input.cropSize = 40
      $0.augmentation.rotation = 20
    }
    let sampler = PairSampler(images: try SmallRun.images(), configuration: configuration)
    let alone = ComputeContext(threads: 1)
    let other = PairSampler(images: try SmallRun.images(alone), configuration: configuration)
    _ = try other.batch(step: 9, context: alone)
    func all(_ batch: PairBatch) -> [[Float]] {
      [batch.first.values, batch.second.values, batch.mask?.values ?? []]
    }
    let batch = try sampler.batch(step: 4, context: Self.context)
    #expect(try all(other.batch(step: 4, context: alone)) == all(batch))
    #expect(try other.batch(step: 4, context: alone).maps == batch.maps)
    #expect(try all(sampler.batch(step: 5, context: Self.context)) != all(batch))
    var reseeded = configuration
    reseeded.seed = 1
    let third = PairSampler(images: sampler.images, configuration: reseeded)
    #expect(try all(third.batch(step: 4, context: Self.context)) != all(batch))
  }

  @Test func anEpochSeesEachImageOnce() throws {
    let images = try SmallRun.images()
    let contents = try images.urls.map { try Raster(contentsOf: $0).floats() }
    let sampler = PairSampler(images: images, configuration: Self.configuration())
    #expect(images.count == 8)
    #expect(sampler.stepsPerEpoch == 3)
    // Three epochs of eight images are eight steps of three.
    var seen: [Int] = []
    for step in 0..<8 {
      let crops = try sampler.batch(step: step, context: Self.context).first.values
      let size = crops.count / 3
      for pair in 0..<3 {
        let crop = Array(crops[pair * size..<(pair + 1) * size])
        seen.append(try #require(contents.firstIndex(of: crop)))
      }
    }
    let epochs = [seen[0..<8], seen[8..<16], seen[16..<24]].map(Array.init)
    for epoch in epochs { #expect(epoch.sorted() == Array(0..<8)) }
    #expect(epochs[0] != epochs[1] && epochs[1] != epochs[2])
  }

  @Test func theMapsBringTheSecondViewBack() throws {
    let exact = Self.configuration {
      Self.withoutColour(&$0.augmentation)
      $0.augmentation.quarterTurns = true
    }
    let batch = try PairSampler(images: SmallRun.images(), configuration: exact).batch(step: 0, context: Self.context)
    #expect(batch.mask == nil)
    let returned = AffineResampling.forward(batch.second, maps: batch.maps, context: Self.context)
    expectClose(returned, batch.first, absolute: 1e-6)
    #expect(batch.second.values != batch.first.values)

    let turned = Self.configuration {
      Self.withoutColour(&$0.augmentation)
      $0.augmentation.rotation = 30
    }
    let other = try PairSampler(images: SmallRun.images(), configuration: turned).batch(step: 0, context: Self.context)
    let mask = try #require(other.mask)
    #expect(
      mask.values
        == AffineResampling.validity(maps: other.maps, height: 96, width: 96, context: Self.context).values)
    #expect(mask.values.contains(0))
    // Two interpolations blur the textures, but what comes back is nearer to the first view than the second is.
    func distance(_ a: Tensor) -> Double {
      zip(a.values, other.first.values).enumerated().reduce(0) { sum, pair in
        sum + Double(mask.values[pair.offset / 3] * abs(pair.element.0 - pair.element.1))
      }
    }
    let back = AffineResampling.forward(other.second, maps: other.maps, context: Self.context)
    #expect(distance(back) < 0.6 * distance(other.second))
  }

  @Test func sobelChannelsAreThoseOfEachView() throws {
    let configuration = Self.configuration { $0.input.sobel = true }
    let batch = try PairSampler(images: SmallRun.images(), configuration: configuration)
      .batch(step: 0, context: Self.context)
    let plain = try PairSampler(images: SmallRun.images(), configuration: Self.configuration())
      .batch(step: 0, context: Self.context)
    let filter = SobelFilter(keepsColour: true)
    #expect(batch.first.values == filter(plain.first, context: Self.context).values)
    #expect(batch.second.values == filter(plain.second, context: Self.context).values)
  }

  @Test func cropsLargerThanTheImageAreMirrored() throws {
    let images = try SmallRun.images()
    let configuration = Self.configuration { $0.input.cropSize = 100 }
    let batch = try PairSampler(images: images, configuration: configuration).batch(step: 0, context: Self.context)
    // Two pixels more on each side: 1 and 0 of the image stand at 0 and 1, as at 3 and 2.
    for x in [20, 50] {
      for c in 0..<3 {
        #expect(batch.first[0, 0, x, c] == batch.first[0, 3, x, c])
        #expect(batch.first[0, 1, x, c] == batch.first[0, 2, x, c])
        #expect(batch.first[0, x, 99, c] == batch.first[0, x, 96, c])
        #expect(batch.first[0, x, 98, c] == batch.first[0, x, 97, c])
      }
    }
  }
}
