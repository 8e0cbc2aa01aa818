extension Preset {
  /// The preset of grouping where none is named.
  public static let standardGrouping = groups

  /// Presets of networks that group whole images.
  public static let grouping = [groups, stl10, cifar10, cifar100x20, mnist]

  /// For grouping whole images, in ten minutes on two processor cores.
  public static let groups = Preset("groups", "whole images, to be grouped; ten minutes on two processor cores") {
    $0.network.trunk = [
      .convolution(channels: 32), .pool, .convolution(channels: 64), .pool, .convolution(channels: 128), .pool,
      .convolution(channels: 128), .average,
    ]
    $0.input.side = 32
    $0.input.crop = 24
    $0.input.cropSize = 24
    $0.augmentation.views.crops = [20, 24, 28]
    $0.augmentation.rotation = 15
    useWholeImages(&$0)
    $0.iic.turn = .together
    $0.iic.overclusters = 50
    $0.iic.subheads = 3
    // With a weight of 1 some clusters take two kinds of images: 0.80 of the digits of MNIST right in place of 0.94.
    $0.iic.entropyWeight = 1.5
    $0.optimization.pairs = 256
    $0.optimization.schedule.shape = .cosine
    $0.optimization.steps = 3000
  }

  // The settings of the four below are those of the commands published with the paper's code. Maps keep their size at
  // their pooling, where the published network pads; and each head is trained for one pass over the images at a time,
  // where the main head there has two.

  /// The paper's settings for STL-10, whose images have 96 pixels a side.
  public static let stl10 = Preset("stl10", "the paper's settings for STL-10; images of 96 pixels") {
    useResidualNetwork(&$0)
    $0.input.side = 96
    $0.input.crop = 64
    $0.input.cropSize = 64
    $0.optimization.pairs = 700
    $0.augmentation.views.repeats = 5
  }

  /// The paper's settings for CIFAR-10, whose images have 32 pixels a side.
  public static let cifar10 = Preset("cifar10", "the paper's settings for CIFAR-10; images of 32 pixels") {
    useResidualNetwork(&$0)
    useCIFAR(&$0)
    $0.optimization.pairs = 660
    $0.augmentation.views.repeats = 3
  }

  /// The paper's settings for the 20 classes of CIFAR-100.
  public static let cifar100x20 = Preset("cifar100-20", "the paper's settings for the 20 classes of CIFAR-100") {
    useResidualNetwork(&$0)
    useCIFAR(&$0)
    $0.iic.classes = 20
    $0.iic.overclusters = 140
    $0.optimization.pairs = 1000
    $0.augmentation.views.repeats = 5
  }

  /// The paper's settings for MNIST, whose images are grey and have 28 pixels a side.
  public static let mnist = Preset("mnist", "the paper's settings for MNIST; grey images of 28 pixels") {
    usePublishedGrouping(&$0)
    $0.network.trunk = [
      .convolution(channels: 64, kernel: 5), .pool, .convolution(channels: 128, kernel: 5), .pool,
      .convolution(channels: 256, kernel: 5), .pool, .convolution(channels: 512, kernel: 5), .flatten,
    ]
    $0.iic.overclusters = 50
    $0.input.channels = 1
    $0.input.sobel = false
    $0.input.side = 28
    $0.input.crop = 20
    $0.input.cropSize = 24
    $0.augmentation.views.crops = [16, 20, 24]
    $0.augmentation.views.centred = 0.5
    $0.augmentation.rotation = 25
    $0.augmentation.horizontalFlip = 0
    $0.optimization.pairs = 700
    $0.augmentation.views.repeats = 5
    $0.optimization.epochs = 3200
  }

  private static func useWholeImages(_ configuration: inout TrainingConfiguration) {
    configuration.iic.classes = 10
    configuration.iic.radius = 0
    configuration.iic.entropyWeight = 1
    configuration.iic.overclusteringEntropyWeight = 1
    configuration.segmentation.head = IICSettings.main
    for strength in [\AugmentationConfiguration.brightness, \.contrast, \.saturation] {
      configuration.augmentation[keyPath: strength] = 0.4
    }
    configuration.augmentation.hue = 0.125
  }

  private static func usePublishedGrouping(_ configuration: inout TrainingConfiguration) {
    useWholeImages(&configuration)
    configuration.iic.subheads = 5
    configuration.iic.turn = .epoch
    configuration.optimization.learningRate = 1e-4
    configuration.optimization.steps = 0
    configuration.optimization.epochs = 2000
  }

  private static func useResidualNetwork(_ configuration: inout TrainingConfiguration) {
    usePublishedGrouping(&configuration)
    configuration.network.trunk = [
      .convolution(channels: 64), .pool, .residual(channels: 64, blocks: 3),
      .residual(channels: 128, blocks: 4, stride: 2), .residual(channels: 256, blocks: 6, stride: 2),
      .residual(channels: 512, blocks: 3, stride: 2), .average,
    ]
    configuration.iic.overclusters = 70
    configuration.input.channels = 3
    configuration.input.colour = false
  }

  private static func useCIFAR(_ configuration: inout TrainingConfiguration) {
    configuration.input.side = 32
    configuration.input.crop = 20
    configuration.input.cropSize = 32
  }
}
