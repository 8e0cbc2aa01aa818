import ArgumentParser
import Foundation
import TesseraKit

/// How a network is trained, as told on the command line.
struct TrainingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Settings to start from; see `tessera presets`.", valueName: "name"))
  var preset: String?

  @Option(
    help: ArgumentHelp(
      """
      How to learn: iic, kmeans, deepcluster or teacher-student; unless the preset or the file says otherwise, kmeans with \
      --features, and else iic.
      """, valueName: "name"))
  var method: String?

  @Option(
    help: ArgumentHelp(
      """
      Begin with the network of this model, a run folder or a model file, in place of one that has learned nothing. Its \
      network and its input settings are used.
      """, valueName: "run"))
  var weights: String?

  @Option(
    help: ArgumentHelp(
      """
      Take the features of the pretrained network in this safetensors file, in place of a network that is trained here: \
      DINO, DINOv2 and other vision transformers, ResNet or EfficientNet-Lite.
      """, valueName: "file"))
  var features: String?

  @Option(help: ArgumentHelp("YAML file of settings laid over the preset.", valueName: "file.yaml"))
  var config: String?

  @Option(help: "Classes to find, K.")
  var classes: Int?

  @Option(help: "Clusters of the overclustering head; 0 for none.")
  var overclusters: Int?

  @Option(help: "Training steps; more are better.")
  var steps: Int?

  @Option(help: "Minutes to train, instead of a number of steps, or the most if both are given.")
  var minutes: Double?

  @Option(help: "Resize images by this factor first; 0.5 sees twice as far and is four times as fast.")
  var scale: Float?

  @Option(help: "Seed of all randomness: the same seed gives the same weights.")
  var seed: UInt64?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("Any other setting of the configuration, such as optimization.pairs=16.", valueName: "key=value")
  )
  var settings: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      Leave pixels out of the loss and of all clustering that the labels in this folder ignore, as the paper does for \
      COCO-Stuff; goes with --dataset or --classes-file. Of the others the training does not see which class they are.
      """, valueName: "labels"))
  var maskBy: String?

  @Option(
    help: ArgumentHelp(
      "Write event files for TensorBoard to this folder; give each run a folder of its own.", valueName: "folder"))
  var tensorboard: String?

  @OptionGroup var input: InputOptions
  @OptionGroup var storage: StorageOptions
  @OptionGroup var imageOptions: ImageOptions
  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Go on from the checkpoint in the output folder, with its configuration.")
  var resume = false

  @Flag(help: "Replace what an earlier run has left in the output folder.")
  var overwrite = false

  /// The configuration of a run in `folder`: preset, then file, then options; when resuming, that of the run.
  /// - Parameters:
  ///   - standard: the preset where none is named.
  ///   - model: the one of `--weights`.
  func configuration(
    for folder: RunFolder, standard: Preset = .standard, weights model: SegmentationModel? = nil
  ) throws -> TrainingConfiguration {
    guard resume else {
      let configuration = try freshConfiguration(standard: standard, weights: model)
      if configuration.method.needsWeights && model == nil && !configuration.backbone.isUsed {
        throw ValidationError(
          "k-means on the features of a trunk needs one that has learned: give --weights or --features, or set "
            + "method.kmeans.features to untrained.")
      }
      return configuration
    }
    guard preset == nil, config == nil, method == nil, weights == nil, features == nil else {
      throw ValidationError(
        "--resume takes the settings and weights of the run; leave out --preset, --config, --method, --weights and "
          + "--features.")
    }
    try Tessera.check(folder, .resume)
    return try changed(TrainingConfiguration.loadRun(folder.configuration.path), weights: nil)
  }

  /// The configuration of a new run.
  func freshConfiguration(
    standard: Preset = .standard, weights model: SegmentationModel? = nil
  ) throws -> TrainingConfiguration {
    var configuration = try Preset.named(preset ?? standard.name).configuration
    if let config { configuration = try TrainingConfiguration.load(config, over: configuration) }
    let usual = features != nil && preset == nil && config == nil ? "kmeans" : nil
    if let method = method ?? usual { try configuration.choose(method: method) }
    if let features { try configuration.useFeatures(of: features) }
    return try changed(configuration, weights: model)
  }

  /// The configuration with what the other options say.
  private func changed(
    _ configuration: TrainingConfiguration, weights model: SegmentationModel?
  ) throws -> TrainingConfiguration {
    var configuration = configuration
    if let classes { configuration.method.classes = classes }
    if let overclusters { configuration.method.overclusters = overclusters }
    if let model { try configuration.useNetwork(of: model, path: weights ?? "") }
    if let scale { configuration.input.scale = scale }
    if let seed { configuration.seed = seed }
    if steps != nil || minutes != nil {
      configuration.optimization.epochs = 0
      configuration.optimization.steps = steps ?? 0
      configuration.optimization.minutes = minutes ?? 0
    }
    input.apply(to: &configuration.input)
    for setting in settings { try set(setting, in: &configuration) }
    try configuration.validate()
    return configuration
  }

  /// The model whose network training begins with; nil for none.
  func startingModel() throws -> SegmentationModel? {
    try weights.map { try SegmentationModel(contentsOf: URL(filePath: $0)) }
  }

  /// Whether an option is given that only a training heeds.
  var changesTraining: Bool {
    resume || tensorboard != nil || preset != nil || method != nil || weights != nil || features != nil || config != nil
      || classes != nil || overclusters != nil || steps != nil || minutes != nil || scale != nil || seed != nil
      || !settings.isEmpty || input.changesInput || storage.isGiven
  }

  /// The event files for TensorBoard; nil where none are wanted.
  var tensorBoard: Tessera.TensorBoard? { tensorboard.map { Tessera.TensorBoard(URL(filePath: $0)) } }

  /// What happens to an earlier run in the output folder.
  var existing: Tessera.ExistingRun { resume ? .resume : overwrite ? .replace : .refuse }

  /// Which pixels count, by the labels that `--mask-by` names; nil without it.
  func relevance(
    of images: ImageFolder, meaning: LabelMeaning, selection: FolderSelection, context: ComputeContext,
    report: @escaping Tessera.Report
  ) throws -> RelevanceMasks? {
    try maskBy.map {
      try Tessera.relevance(
        of: images, labels: $0, meaning: meaning, selection: selection, options: imageOptions.decoding,
        context: context, report: report)
    }
  }

  private func set(_ setting: String, in configuration: inout TrainingConfiguration) throws {
    let parts = setting.split(separator: "=", maxSplits: 1)
    guard parts.count == 2 else { throw ValidationError("--set takes key=value, not \(setting).") }
    let keys = parts[0].split(separator: ".")
    let yaml = keys.reversed().reduce(String(parts[1])) { "{\($1): \($0)}" }
    configuration = try TrainingConfiguration.decode(yaml, over: configuration, path: "--set \(setting)")
  }
}

/// What every computing command takes.
struct ComputeOptions: ParsableArguments {
  @Option(help: "Threads to use; all cores by default. Results do not depend on it.")
  var threads: Int?

  /// The threads, and the processes that share the work.
  var context: ComputeContext { Processes.context(threads: threads) }
  /// The threads alone.
  var parallel: Parallel { context.parallel }

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads must be from 1 to 1024, not \(threads).")
    }
  }
}
