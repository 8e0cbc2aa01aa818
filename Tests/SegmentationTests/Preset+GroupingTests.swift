import Basics
import Segmentation
import Testing

/// The published settings, from the commands of the paper's code.
@Suite struct GroupingPresetsTests {
  struct Published: Sendable {
    var name: String
    var classes, overclusters, pairs, repeats: Int
    /// Sides of the resized image, of the first square and of what the network sees.
    var side, crop, cropSize: Int
    /// Sides of the network's last maps, and its channels.
    var features: (side: Int, channels: Int)
  }

  @Test(arguments: [
    Published(
      name: "stl10", classes: 10, overclusters: 70, pairs: 700, repeats: 5, side: 96, crop: 64, cropSize: 64,
      features: (4, 512)),
    Published(
      name: "cifar10", classes: 10, overclusters: 70, pairs: 660, repeats: 3, side: 32, crop: 20, cropSize: 32,
      features: (2, 512)),
    Published(
      name: "cifar100-20", classes: 20, overclusters: 140, pairs: 1000, repeats: 5, side: 32, crop: 20, cropSize: 32,
      features: (2, 512)),
    Published(
      name: "mnist", classes: 10, overclusters: 50, pairs: 700, repeats: 5, side: 28, crop: 20, cropSize: 24,
      features: (3, 512)),
  ])
  func settingsAreThoseOfThePaper(_ published: Published) throws {
    let configuration = try Preset.named(published.name).configuration
    let (iic, input, views) = (configuration.iic, configuration.input, configuration.augmentation.views)
    #expect(iic.classes == published.classes && iic.overclusters == published.overclusters)
    #expect(iic.subheads == 5 && iic.radius == 0 && iic.entropyWeight == 1)
    #expect(configuration.optimization.pairs == published.pairs && views.repeats == published.repeats)
    #expect(configuration.optimization.learningRate == 1e-4 && configuration.optimization.method == .adam)
    #expect(input.side == published.side && input.crop == published.crop && input.cropSize == published.cropSize)
    let isGrey = published.name == "mnist"
    #expect(input.networkChannels == (isGrey ? 1 : 2))
    #expect(configuration.augmentation.rotation == (isGrey ? 25 : 0))
    #expect(configuration.augmentation.horizontalFlip == (isGrey ? 0 : 0.5))
    #expect(configuration.augmentation.hue == 0.125)

    let network = Network(
      configuration.network, heads: configuration.method.heads, inputChannels: input.networkChannels,
      cropSize: input.cropSize)
    let (side, channels) = published.features
    #expect(network.geometry.outputSize(input.cropSize) == side)
    #expect(network.featureChannels == (isGrey ? side * side * channels : channels))
    #expect(network.heads.map(\.clusters) == [published.classes, published.overclusters])
    #expect(network.groupsImages && !network.allowsTiles)
    // One of the stem, and two in each of 3, 4, 6 and 3 blocks.
    let convolutions = network.layout.parameters.entries.count {
      $0.fileOrder == .convolution && $0.name.hasPrefix("trunk") && !$0.name.contains("downsample")
    }
    #expect(convolutions == (isGrey ? 4 : 33))
  }

  @Test func aPartOfABatchHasAnImage() throws {
    var configuration = try Preset.named("mnist").configuration
    configuration.input.channels = 1
    configuration.optimization.batchParts = 140
    try configuration.validate()
    configuration.optimization.batchParts = 141
    let error = #expect(throws: SettingError.self) { try configuration.validate() }
    #expect(error?.key == "optimization.batchParts")
  }
}
