import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

/// A training run in a folder: configuration, checkpoints, metrics and curves on disk as it goes.
package struct TrainingRun: Sendable {
  package let folder: RunFolder
  package private(set) var trainer: Trainer
  package private(set) var metrics: MetricsLog
  /// The model that was saved last.
  package private(set) var model: SegmentationModel
  private let sampler: PairSampler
  private let images: String
  private let imagesIdentity: String
  private var otherImagesWarning: String?
  private let context: ComputeContext
  /// Parts of a batch, over all processes.
  private let parts: Int
  /// Seconds of training, up to the last save, those before a break included.
  package private(set) var seconds = 0.0
  private var bestLoss = Double.infinity
  private var hasWarned = false
  /// Whether more steps lower the loss little; decided whenever the run is saved.
  private var hasLevelledOff = false

  /// What the caller is told while training.
  package enum Event: Sendable {
    /// After each step, with a record of each series; `fraction` is the done part of the run, 0...1.
    case step([StepRecord], fraction: Double)
    /// Something the user should know.
    case warning(String)
    /// After the last step, or without any, the method looks at many images; `fraction` is the done part, 0...1.
    case clustering(fraction: Double)
    /// The files of the run have been brought up to date.
    case saved(MetricsLog)
    /// From here on, more steps lower the loss little. Said once.
    case levelledOff(step: Int)
  }

  /// Begins a run, or takes up the one in `folder`. Processes that compute together all see the folder; the first of them
  /// writes to it.
  /// - Parameters:
  ///   - configuration: validated; `input.channels` is resolved by `images`.
  ///   - weights: a model whose network training begins with; nil for one that has learned nothing. The configuration has its
  ///     trunk and its input.
  ///   - resume: goes on from the folder's checkpoint.
  /// - Throws: `TrainingError`, `ProcessesError`, `SafetensorsError`, `SettingError`, or what creating the folder throws.
  package init(
    _ configuration: TrainingConfiguration, images: TrainingImages, folder: RunFolder,
    weights: SegmentationModel? = nil,
    resume: Bool, context: ComputeContext
  ) throws {
    precondition(
      images.scale == configuration.input.scale,
      "images resized by \(images.scale) for a training at a scale of \(configuration.input.scale)")
    var configuration = configuration
    configuration.input = images.resolved(configuration.input)
    if configuration.method.pixelFeatures(bands: configuration.input.channels) != nil {
      // Features of pixels are made of the channels of the images alone.
      (configuration.input.sobel, configuration.input.colour) = (false, true)
      configuration.backbone = BackboneSettings()
    }
    let pretrained = try Self.pretrained(&configuration, images: images, context: context)
    precondition(
      weights != nil || pretrained != nil || !configuration.method.needsWeights || resume,
      "the method needs a trained network")
    try configuration.validate()
    let processes = context.communicator
    parts = try configuration.optimization.parts(
      for: processes, views: configuration.network.groupsImages ? configuration.augmentation.views.repeats : 1)
    configuration.optimization.batchParts = parts
    self.folder = folder
    self.context = context
    trainer = Trainer(configuration, weights: weights, pretrained: pretrained)
    model = trainer.model
    self.images = images.summary
    imagesIdentity = try images.identity()
    sampler = PairSampler(
      images: images, configuration: configuration, pretrained: pretrained,
      folder: folder.views.appending(path: try configuration.nameOfViews(of: imagesIdentity)))
    // Views of an earlier run are of another one.
    if !resume && processes.isFirst { Self.removeViews(of: folder) }
    metrics = MetricsLog()
    if resume {
      let checkpoint = try Checkpoint(contentsOf: folder.checkpoint)
      try checkpoint.restore(&trainer, path: folder.checkpoint.path)
      metrics = try MetricsLog(contentsOf: folder.metrics, upTo: trainer.step)
      seconds = checkpoint.seconds
      bestLoss = checkpoint.bestLoss
      if let earlier = checkpoint.images, earlier != images.summary {
        otherImagesWarning =
          "the run saw \(earlier) and now sees \(images.summary): its weights will not be those of a run without a break"
      } else if let earlier = checkpoint.imagesIdentity, earlier != imagesIdentity {
        otherImagesWarning =
          "the images have other names or sizes than those that the run saw: its weights will not be those of a run without a "
          + "break"
      }
    }
    try Self.agree(configuration, images, identity: imagesIdentity, step: trainer.step, context: context)
    guard processes.isFirst else { return }
    try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
    try AtomicFile.write(try ConfigurationFile.encode(configuration), to: folder.configuration)
  }

  /// Checks that all processes train on the same images by the same settings from the same step.
  /// - Throws: ``ProcessesError/differ(lines:)``.
  private static func agree(
    _ configuration: TrainingConfiguration, _ images: TrainingImages, identity: String, step: Int,
    context: ComputeContext
  ) throws {
    let processes = context.communicator
    guard !processes.isAlone else { return }
    var settings = Fingerprint()
    settings.add(try ConfigurationFile.encode(configuration))
    let work =
      "\(images.summary), fingerprint \(identity); settings \(settings.text); step \(step)"
    let all = processes.gathered(work)
    guard Set(all).count > 1 else { return }
    let hosts = processes.gathered(processes.host)
    throw ProcessesError.differ(
      lines: all.indices.map { "process \($0) on \(hosts[$0]): \(all[$0])" })
  }

  /// The pretrained network that the configuration names, whose settings are decided by the images.
  private static func pretrained(
    _ configuration: inout TrainingConfiguration, images: TrainingImages, context: ComputeContext
  ) throws -> BackboneFeatures? {
    guard configuration.backbone.isUsed else { return nil }
    let shorterSide = try images.usualShorterSide(context: context)
    let features = try BackboneFeatures(
      configuration.backbone, shorterSide: shorterSide,
      describesImages: configuration.network.groupsImages)
    guard features.bands == configuration.input.channels else {
      throw BackboneError(
        path: configuration.backbone.file,
        reason:
          "\(features.description.name) takes images of \(NumberText.count(features.bands, "band")), but the training "
          + "sees \(configuration.input.channels); set input.channels to \(features.bands), where the images have them")
    }
    configuration.backbone.magnification = features.description.magnification
    if !features.description.describesImages {
      // Larger crops would show mirrored images, in which features see what is not there.
      configuration.input.cropSize = max(16, min(configuration.input.cropSize, shorterSide))
    }
    let unit = features.alignment
    configuration.input.cropSize = (configuration.input.cropSize + unit - 1) / unit * unit
    return features
  }

  /// Trains to the end of the configured steps or minutes.
  /// - Parameter shouldStop: asked after each step; true ends the run early with a checkpoint.
  /// - Throws: ``TrainingError/interrupted(step:path:)`` after an early end.
  package mutating func train(shouldStop: () -> Bool = { false }, report: (Event) throws -> Void = { _ in }) throws {
    let optimization = trainer.configuration.optimization
    let processes = context.communicator
    let batches = BatchQueue(sampler, parts: parts, limit: stepLimit, context: context)
    var pace = ProcessPace(processes)
    let start = ContinuousClock.now
    let steps = stepLimit
    let earlier = seconds
    func save(isLast: Bool) throws {
      var failure: (any Error)?
      try self.save(isLast: isLast, seconds: elapsed) { fraction in
        guard isLast, failure == nil else { return }
        do { try report(.clustering(fraction: fraction)) } catch { failure = error }
      }
      if let failure { throw failure }
      try report(.saved(metrics))
      // Where the losses of steps do not compare, they say nothing of this.
      guard !hasLevelledOff, trainer.method.runningLoss(metrics) != nil else { return }
      hasLevelledOff = metrics.hasLevelledOff
      if hasLevelledOff { try report(.levelledOff(step: trainer.step)) }
    }
    // All processes go by the clock of the first, as it was after the last step.
    func elapsed() -> Double {
      earlier + (processes.isAlone ? (ContinuousClock.now - start) / .seconds(1) : pace.elapsed)
    }
    func fraction() -> Double {
      let bySteps = steps > 0 ? Double(trainer.step) / Double(steps) : 0
      let byTime = optimization.minutes > 0 ? elapsed() / (60 * optimization.minutes) : 0
      return max(bySteps, byTime)
    }
    if let otherImagesWarning { try report(.warning(otherImagesWarning)) }
    if !trainer.method.takesSteps {
      // So that a run that is broken off can be taken up.
      if processes.isFirst {
        try AtomicFile.write(metrics.csv, to: folder.metrics)
        try checkpoint().write(to: folder.checkpoint)
      }
      try trainer.prepare(sampler, context: context)
    }
    while trainer.method.takesSteps && fraction() < 1 {
      try trainer.prepare(sampler, context: context)
      var clock = trainer.timing.clock()
      let begin = ContinuousClock.now
      let batch = try batches.next(step: trainer.step)
      clock.lap(\.data, of: &trainer.timing)
      var records = try trainer.step(
        on: batch, of: parts, progress: fraction(), stepsPerEpoch: sampler.stepsPerEpoch, context: context)
      let stops = pace.agree(
        elapsed: (ContinuousClock.now - start) / .seconds(1),
        working: (ContinuousClock.now - begin) / .seconds(1) - trainer.exchange.seconds, stops: shouldStop())
      for index in records.indices {
        records[index].seconds = elapsed()
        metrics.append(records[index])
      }
      try report(.step(records, fraction: min(1, fraction())))
      if !hasWarned, let warning = trainer.method.warning(metrics) {
        hasWarned = true
        try report(.warning(warning))
      }
      if let warning = pace.warning() { try report(.warning(warning)) }
      if stops || trainer.step % optimization.checkpointInterval == 0 { try save(isLast: stops) }
      if stops { throw TrainingError.interrupted(step: trainer.step, path: folder.url.path) }
    }
    batches.finish()
    try save(isLast: true)
    if processes.isFirst { Self.removeViews(of: folder) }
    if !hasWarned, let warning = trainer.method.warning(metrics) { try report(.warning(warning)) }
  }

  private func checkpoint() throws -> Checkpoint {
    var checkpoint = try Checkpoint(trainer, seconds: seconds, bestLoss: bestLoss, images: images)
    checkpoint.imagesIdentity = imagesIdentity
    return checkpoint
  }

  /// Removes what a pretrained network has seen of the views of a run.
  private static func removeViews(of folder: RunFolder) { try? FileManager.default.removeItem(at: folder.views) }

  /// Steps after which the run ends; 0 when only the time ends it.
  package var stepLimit: Int {
    guard trainer.method.takesSteps else { return 0 }
    let optimization = trainer.configuration.optimization
    let limits = [optimization.steps, optimization.epochs * sampler.stepsPerEpoch].filter { $0 > 0 }
    return limits.min() ?? 0
  }

  /// Writes metrics, model and checkpoint.
  /// - Parameters:
  ///   - elapsed: seconds of training up to now.
  ///   - progress: is told the done part of what the method does before.
  private mutating func save(
    isLast: Bool, seconds elapsed: () -> Double, progress: (_ fraction: Double) -> Void
  ) throws {
    let isFirst = context.communicator.isFirst
    if isFirst { try AtomicFile.write(metrics.csv, to: folder.metrics) }
    try trainer.method.refresh(
      network: trainer.network, state: trainer.state, sampler: sampler, isLast: isLast, context: context,
      progress: progress)
    model = trainer.model
    seconds = elapsed()
    if isFirst { try model.write(to: folder.model) }
    if let loss = trainer.method.runningLoss(metrics), loss < bestLoss {
      bestLoss = loss
      if isFirst { try model.write(to: folder.best) }
    }
    guard isFirst else { return }
    // Last, so that a checkpoint never promises metrics that are not there.
    try checkpoint().write(to: folder.checkpoint)
  }
}

extension TrainingConfiguration {
  /// Tells the views that are drawn from some images from those of other settings or images.
  /// - Parameter images: tells them from others.
  fileprivate func nameOfViews(of images: String) throws -> String {
    var fingerprint = Fingerprint()
    for part in [
      try ConfigurationFile.encode(input), try ConfigurationFile.encode(augmentation),
      try ConfigurationFile.encode(backbone), "\(seed) \(optimization.pairs) \(network.groupsImages)",
      images,
    ] { fingerprint.add(part + "\n") }
    return fingerprint.text
  }
}
