import Basics
import Foundation
import NeuralNet

/// Everything that determines a training run, beside the images: saved with the run, enough to repeat it.
public struct TrainingConfiguration: Codable, Hashable, Sendable {
  /// Seed of all randomness: initial weights, crops, augmentation.
  public var seed: UInt64 = 0
  /// How images are prepared.
  public var input = InputConfiguration()
  /// The pretrained network whose features take the place of pixels, if any.
  public var backbone = BackboneSettings()
  /// The layers of the network.
  public var network = NetworkConfiguration()
  /// How the two views of a crop differ.
  public var augmentation = AugmentationConfiguration()
  /// How the network learns, and what it is to find.
  public var method = MethodSettings.iic(IICSettings())
  /// Optimizer, batch and duration.
  public var optimization = OptimizationConfiguration()
  /// How the trained model segments.
  public var segmentation = SegmentationConfiguration()

  /// The settings as their defaults have them.
  public init() {}

  /// The settings of Invariant Information Clustering, the standard ones where another method is chosen; setting them chooses
  /// that method.
  public var iic: IICSettings {
    get { if case .iic(let settings) = method { settings } else { IICSettings() } }
    set { method = .iic(newValue) }
  }

  /// Changes to the method called `name`, for as many classes and overclusters as before. Its other settings are the standard
  /// ones.
  /// - Throws: `SettingError` for an unknown name.
  public mutating func choose(method name: String) throws {
    guard name != method.name else { return }
    var chosen = try MethodSettings.named(name)
    (chosen.classes, chosen.overclusters) = (method.classes, method.overclusters)
    method = chosen
    if network.groupsImages { method.useWholeImages() }
    if backbone.isUsed { adaptToFeatures() }
    if !method.mapNames.contains(segmentation.head) { segmentation.head = MapName.main }
  }

  /// Side of the crops whose pretrained features are clustered. Features see far, and training steps of such crops are slow.
  private static let cropSizeForClusters = 256
  /// Side of the images of which a pretrained network gives the features as a whole.
  private static let cropSizeForImages = 224

  /// Takes the features of a pretrained network as they are, in place of a trunk that sees pixels.
  /// - Parameter file: of its weights, in the safetensors format.
  /// - Throws: `BackboneError`, `SafetensorsError`, `FileAccessError`.
  public mutating func useFeatures(of file: String) throws {
    let read = try BackboneFile(contentsOf: file).backbone
    input.channels = read.bands
    backbone.file = file
    network.trunk = network.groupsImages ? [.average] : []
    (input.sobel, input.colour) = (false, true)
    if network.groupsImages { input.cropSize = Self.cropSizeForImages }
    adaptToFeatures()
  }

  /// Chooses what suits the features of a pretrained network.
  private mutating func adaptToFeatures() {
    guard case .kMeans = method else { return }
    method.useFeatures()
    if !network.groupsImages { input.cropSize = max(input.cropSize, Self.cropSizeForClusters) }
  }

  /// Checks every range.
  /// - Throws: `SettingError`.
  public func validate() throws {
    try input.validate()
    try backbone.validate()
    try network.validate(cropSize: input.cropSize, seesFeatures: backbone.isUsed)
    try method.validate(cropSize: input.cropSize)
    try optimization.validate()
    try augmentation.validate()
    try segmentation.validate()
    if network.groupsImages { try validateGrouping() }
  }

  /// Checks what a network of whole images needs.
  private func validateGrouping() throws {
    switch method {
    case .iic(let settings):
      try SettingCheck.require(
        settings.radius == 0 && settings.sparseMaximum == 0, "method.iic.radius", settings.radius,
        "0, as method.iic.sparseMaximum, where the last stage of network.trunk is average or flatten")
    case .kMeans(let settings):
      try SettingCheck.require(
        settings.features == .untrained || settings.features == .trunk, "method.kmeans.features",
        settings.features.rawValue, "untrained or trunk where the last stage of network.trunk is average or flatten")
    case .deepCluster, .teacherStudent: break
    }
    let (pairs, repeats) = (optimization.pairs, augmentation.views.repeats)
    try SettingCheck.require(
      pairs.isMultiple(of: repeats), "optimization.pairs", pairs,
      "a multiple of augmentation.views.repeats, which is \(repeats)")
    try SettingCheck.require(
      optimization.batchParts <= pairs / repeats, "optimization.batchParts", optimization.batchParts,
      "at most the images of a batch, which are \(pairs / repeats)")
    try SettingCheck.require(
      pairs > 1, "optimization.pairs", pairs, "at least 2 where the last stage of network.trunk is average or flatten")
  }
}

extension TrainingConfiguration {
  /// Keys that settings files had when there was one method.
  private static let renamed = [
    "network.classes": "method.iic.classes", "network.overclusters": "method.iic.overclusters",
    "network.subheads": "method.iic.subheads", "loss.radius": "method.iic.radius",
    "loss.entropyWeight": "method.iic.entropyWeight",
    "loss.overclusteringEntropyWeight": "method.iic.overclusteringEntropyWeight",
    "loss.collapsed": "method.iic.collapsed", "loss.sparseMinimum": "method.iic.sparseMinimum",
    "loss.sparseMaximum": "method.iic.sparseMaximum", "optimization.heads.turn": "method.iic.turn",
    "optimization.heads.begins": "method.iic.begins",
  ]

  /// The settings of the file at `path`, laid over `defaults`.
  /// - Throws: ``ConfigurationError``, `FileAccessError`.
  public static func load(
    _ path: String, over defaults: TrainingConfiguration = .init()
  ) throws -> TrainingConfiguration {
    try decode(TextFile.read(URL(filePath: path)), over: defaults, path: path)
  }

  /// The settings of an earlier run, from the file at `path`. A run of a version that knew no alpha, no-data and stretching
  /// has none of them.
  /// - Throws: ``ConfigurationError``, `FileAccessError`.
  public static func loadRun(_ path: String) throws -> TrainingConfiguration {
    var defaults = TrainingConfiguration()
    defaults.input = .beforePreparation
    return try load(path, over: defaults)
  }

  /// The settings in `text`, laid over `defaults`; a method that it names gives way to no other.
  /// - Parameter path: of the file, for errors.
  /// - Throws: ``ConfigurationError``.
  public static func decode(
    _ text: String, over defaults: TrainingConfiguration, path: String
  ) throws -> TrainingConfiguration {
    var defaults = defaults
    if let name = try ConfigurationFile.names(below: "method", in: text, path: path).first {
      try defaults.choose(method: name)
    }
    return try ConfigurationFile.decode(text, over: defaults, path: path, renamed: renamed)
  }
}
