import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Reports
import Segmentation

extension Tessera {
  /// The whole way from images to scores, in one folder: `model`, `masks`, `overlays` and `scores.json`.
  public struct WholeRun: Sendable {
    public var images: ImageFolder
    public var configuration: TrainingConfiguration
    /// The folder to write to.
    public var root: URL
    /// Images with their labels, for scores; nil for none.
    public var labels: FilePairing?
    /// What the labels mean.
    public var meaning = LabelMeaning()
    public var existing = ExistingRun.refuse
    /// Which pixels count in training; nil where all do.
    public var relevance: RelevanceMasks?
    /// How the trained model segments.
    public var segmenter: @Sendable (SegmentationModel) throws -> Segmenter = { try Segmenter($0) }
    public var overlay = Overlay()
    public var options = DecodingOptions()
    public var context = ComputeContext()

    public init(_ images: ImageFolder, _ configuration: TrainingConfiguration, into root: URL) {
      self.images = images
      self.configuration = configuration
      self.root = root
    }

    /// The folder of the training.
    public var model: RunFolder { RunFolder(root.appending(path: "model")) }
  }

  /// What a whole run gives.
  public struct WholeOutcome: Sendable {
    public let model: SegmentationModel
    /// Nil where there are no labels.
    public let scores: Scores?
    /// Files that could not be used, each once.
    public let failures: [FileFailure]
  }

  /// Trains on images, segments them, paints the masks over them, and scores the masks where there are labels.
  ///
  /// Overlays show the classes that the clusters match best, where there are labels.
  /// The labels are opened before the training, so that what is wrong with them is known early.
  /// - Throws: as the other verbs; what is wrong with the scores alone, only after the pictures are there.
  public static func run(
    _ whole: WholeRun, report: @escaping Report = { _ in }, shouldStop: () -> Bool = { false }
  ) throws -> WholeOutcome {
    let (options, context) = (whole.options.warning(report), whole.context)
    if let labels = whole.labels {
      try check(whole.model, whole.existing)
      try check(labels, meaning: whole.meaning, options: options, parallel: context.parallel, report: report)
    }
    let trained = try train(
      on: whole.images, whole.configuration, into: whole.model, existing: whole.existing, relevance: whole.relevance,
      options: options, context: context, report: report, shouldStop: shouldStop)
    report(.trained(trained.model))
    let segmented = try segment(
      whole.images, with: whole.segmenter(trained.model), into: whole.root.appending(path: "masks"),
      existing: .replace, options: options, context: context, report: report)
    report(.segmented(segmented))

    let done = Set(segmented.done)
    let scoring = whole.labels.map { labels in
      Result {
        try evaluate(
          labels.pairs.filter { done.contains($0.first) }
            .map { (first: segmented.masks.item(for: $0.first), second: $0.second) },
          in: segmented.masks.url, meaning: whole.meaning, options: options, parallel: context.parallel, report: report)
      }
    }
    var pictures = try MaskPictures(whole.overlay, naming: try? scoring?.get().scores.naming, options: options)
    pictures.preparation = trained.model.input.preparation
    let painted = try paint(
      segmented.done.map { MaskPictureFiles(image: $0, mask: segmented.masks.item(for: $0)) }, as: pictures,
      into: whole.root.appending(path: "overlays"), existing: .replace, parallel: context.parallel, report: report)
    report(.painted(painted))

    let evaluated = try scoring?.get()
    if let evaluated {
      try AtomicFile.write(evaluated.scores.json(), to: whole.root.appending(path: "scores.json"))
    }
    var listed: Set<String> = []
    let failures =
      segmented.failures + painted.failures + (evaluated?.failures ?? []) + trained.failures
      + (whole.labels?.failures ?? [])
    return WholeOutcome(
      model: trained.model, scores: evaluated?.scores, failures: failures.filter { listed.insert($0.path).inserted })
  }
}
