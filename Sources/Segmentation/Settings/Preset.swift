import Basics
import Datasets
import Imaging
import NeuralNet

/// A named starting point for a configuration.
public struct Preset: Sendable {
  /// The name that the preset is asked for by.
  public let name: String
  /// What it is for, in a line.
  public let summary: String
  /// All settings.
  public let configuration: TrainingConfiguration

  init(_ name: String, _ summary: String, _ change: (inout TrainingConfiguration) -> Void) {
    self.name = name
    self.summary = summary
    var configuration = TrainingConfiguration()
    change(&configuration)
    self.configuration = configuration
  }

  /// The preset used where none is named.
  public static let standard = photo

  /// Presets of networks that tell pixels apart; ``grouping`` has the others.
  public static let all = [photo, aerial, compact, potsdam3, potsdam6, cocoStuff3, cocoStuff15, photoV1, aerialV1]

  /// - Throws: `SettingError` for an unknown name.
  public static func named(_ name: String) throws -> Preset {
    let known = all + grouping
    guard let preset = known.first(where: { $0.name == name }) else {
      throw SettingError(
        key: "the preset", value: name, requirement: "one of \(known.map(\.name).joined(separator: ", "))")
    }
    return preset
  }

  /// For photographs with an up and a down, in minutes on two processor cores.
  public static let photo = Preset("photo", "photographs with an up and a down; minutes on two processor cores") {
    useQuickTraining(&$0)
    usePhotographs(&$0)
    // Edges tell the parts of a street where the light changes colours.
    $0.input.sobelFactor = 3
    // Half as many crops a step and twice as many steps teach more in the same time; of aerial images they teach less.
    $0.optimization.pairs = 16
    $0.optimization.steps = 1200
  }

  /// For images from plain above, in minutes on two processor cores.
  public static let aerial = Preset("aerial", "aerial images, from plain above; minutes on two processor cores") {
    useQuickTraining(&$0)
    useAerialImages(&$0)
  }

  /// What ``photo`` was at first, for results to compare with.
  public static let photoV1 = Preset("photo-v1", "what photo was at first, for results to compare with") {
    useFirstQuickTraining(&$0)
    usePhotographs(&$0)
  }

  /// What ``aerial`` was at first, for results to compare with.
  public static let aerialV1 = Preset("aerial-v1", "what aerial was at first, for results to compare with") {
    useFirstQuickTraining(&$0)
    useAerialImages(&$0)
  }

  /// The plain method with a small network, for comparisons.
  public static let compact = Preset("compact", "the plain method with a small network, for comparisons") {
    $0.input.sobel = false
    $0.iic.classes = 4
    $0.iic.overclusters = 15
  }

  // The settings of the four below are those of the commands published with the paper's code; maps keep their size
  // here, where the published network loses a few pixels at each border.

  /// The paper's settings for ISPRS Potsdam in three classes.
  public static let potsdam3 = Preset("potsdam-3", "the paper's settings for ISPRS Potsdam in three classes") {
    usePotsdam(&$0)
    $0.iic.classes = 3
    $0.iic.overclusters = 24
    $0.iic.entropyWeight = 1.5
    $0.iic.radius = 10
    $0.optimization.pairs = 75
    $0.optimization.learningRate = 1e-5
  }

  /// The paper's settings for ISPRS Potsdam in six classes.
  public static let potsdam6 = Preset("potsdam-6", "the paper's settings for ISPRS Potsdam in six classes") {
    usePotsdam(&$0)
    $0.iic.classes = 6
    $0.iic.overclusters = 36
    $0.iic.entropyWeight = 1
    $0.iic.radius = 5
    $0.optimization.pairs = 60
    $0.optimization.learningRate = 1e-6
  }

  /// The paper's settings for COCO-Stuff in three classes.
  public static let cocoStuff3 = Preset("coco-stuff-3", "the paper's settings for COCO-Stuff in three classes") {
    useCOCOStuff(&$0)
    $0.iic.classes = 3
    $0.iic.overclusters = 15
    $0.iic.entropyWeight = 1.5
    $0.optimization.pairs = 120
  }

  /// The paper's settings for COCO-Stuff in fifteen classes.
  public static let cocoStuff15 = Preset("coco-stuff-15", "the paper's settings for COCO-Stuff in fifteen classes") {
    useCOCOStuff(&$0)
    $0.iic.classes = 15
    $0.iic.overclusters = 45
    $0.iic.entropyWeight = 1
    $0.optimization.pairs = 60
  }

  private static func usePhotographs(_ configuration: inout TrainingConfiguration) {
    // Images of a street differ in their light more than its parts do in colour.
    configuration.augmentation.brightness = 0.6
    configuration.augmentation.contrast = 0.6
    configuration.augmentation.saturation = 0.5
  }

  private static func useAerialImages(_ configuration: inout TrainingConfiguration) {
    configuration.augmentation.verticalFlip = 0.5
    configuration.augmentation.quarterTurns = true
    // From above, colour tells water from wood.
    for strength in [\AugmentationConfiguration.brightness, \.contrast, \.saturation] {
      configuration.augmentation[keyPath: strength] = 0.2
    }
    configuration.augmentation.hue = 0.03
  }

  /// What serves training of minutes on two processor cores.
  private static func useQuickTraining(_ configuration: inout TrainingConfiguration) {
    useFirstQuickTraining(&configuration)
    configuration.network.trunk = NetworkConfiguration.quickTrunk
    configuration.iic.turn = .together
    configuration.optimization.schedule.warmupSteps = 100
  }

  private static func useFirstQuickTraining(_ configuration: inout TrainingConfiguration) {
    // As many pixels a step as the plain method, from four times as many places: the loss wants every step to hold all
    // classes in their usual shares.
    configuration.input.cropSize = 64
    configuration.optimization.pairs = 32
    configuration.iic.radius = 5
    // Over seeds and data sets, on average, nearer to what people call classes than the main head is.
    configuration.segmentation.head = IICSettings.merged
    configuration.segmentation.smoothingRadius = 32
  }

  private static func usePaper(_ configuration: inout TrainingConfiguration) {
    configuration.network.trunk = NetworkConfiguration.paperTrunk
    configuration.iic.overclusteringEntropyWeight = 1
    configuration.augmentation.horizontalFlip = 0.5
    configuration.augmentation.verticalFlip = 0
    configuration.iic.turn = .epoch
    configuration.optimization.steps = 0
    configuration.optimization.epochs = 4800
    configuration.optimization.recomputesEarlyMaps = true
  }

  private static func usePotsdam(_ configuration: inout TrainingConfiguration) {
    usePaper(&configuration)
    configuration.input.channels = 4
    configuration.input.cropSize = 200
    configuration.input.sobel = false
    for strength in [\AugmentationConfiguration.brightness, \.contrast, \.saturation, \.hue] {
      configuration.augmentation[keyPath: strength] = 0.1
    }
  }

  private static func useCOCOStuff(_ configuration: inout TrainingConfiguration) {
    usePaper(&configuration)
    configuration.input.channels = 3
    configuration.input.cropSize = 128
    configuration.input.scale = 0.33
    configuration.iic.radius = 10
    configuration.optimization.learningRate = 1e-4
    for strength in [\AugmentationConfiguration.brightness, \.contrast, \.saturation] {
      configuration.augmentation[keyPath: strength] = 0.4
    }
    configuration.augmentation.hue = 0.125
  }
}
