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
    /// The images to train on and to segment.
    public var images: ImageFolder
    /// The settings of the training.
    public var configuration: TrainingConfiguration
    /// The folder to write to.
    public var root: URL
    /// A model whose network training begins with; nil for one that has learned nothing.
    public var weights: SegmentationModel?
    /// Images with their labels, for scores; nil for none.
    public var labels: FilePairing?
    /// What the labels mean.
    public var meaning = LabelMeaning()
    /// Labels of a few images, which teach the trained model its classes; nil for masks of clusters.
    public var fewLabels: FewLabels?
    /// How few labels teach.
    public var teaching = TeachingSettings()
    /// What becomes of an earlier run in the folder.
    public var existing = ExistingRun.refuse
    /// Which pixels count in training; nil where all do.
    public var relevance: RelevanceMasks?
    /// How the trained or taught model segments.
    public var segmenter: @Sendable (SegmentationModel) throws -> Segmenter = { try Segmenter($0) }
    /// How masks are painted over images.
    public var overlay = Overlay()
    /// Where decoded pixels are kept during the training.
    public var storage = PixelStorage()
    /// The event files that TensorBoard shows of the training; nil for none.
    public var tensorBoard: TensorBoard?
    /// Limits of the decoder, for the images.
    public var options = DecodingOptions()
    /// The threads that are used, and the temporary memory.
    public var context = ComputeContext()

    /// A run on the images, which writes to the folder `root`.
    public init(_ images: ImageFolder, _ configuration: TrainingConfiguration, into root: URL) {
      self.images = images
      self.configuration = configuration
      self.root = root
    }

    /// The folder of the training.
    public var model: RunFolder { RunFolder(root.appending(path: "model")) }
    /// The folder of the taught model.
    public var taught: RunFolder { RunFolder(root.appending(path: "taught")) }
    /// The folder of the masks.
    public var masks: OutputFolder { OutputFolder(root.appending(path: "masks"), pathExtension: "png") }
    /// The folder of the overlays.
    public var overlays: OutputFolder { OutputFolder(root.appending(path: "overlays"), pathExtension: "png") }
    /// The file of the scores.
    public var scores: URL { root.appending(path: "scores.json") }

    /// Checks that nothing that is there already would be replaced, unless that is asked for, and no file that is read.
    func checkOutputs() throws {
      try Tessera.check(model, existing)
      let labels = (self.labels?.pairs ?? []).map(\.second) + (fewLabels?.files ?? [])
      for output in [masks, overlays] {
        _ = try output.pending(images.items, existing: existing == .refuse ? .refuse : .replace, inputs: labels)
      }
      guard existing == .refuse else { return }
      for file in (fewLabels == nil ? [] : [taught.model]) + (self.labels == nil ? [] : [scores])
      where FileIdentity.kind(file) != nil { throw DatasetError.wouldReplaceFile(path: file.path) }
    }
  }

  /// What a whole run gives.
  public struct WholeOutcome: Sendable {
    /// The trained model, or the taught one where there were few labels.
    public let model: SegmentationModel
    /// Nil where there are no labels.
    public let scores: Scores?
    /// Files that could not be used, each once.
    public let failures: [FileFailure]
  }

  /// Trains on images, teaches the model where there are few labels, segments the images, paints the masks over them, and scores
  /// the masks where there are labels.
  ///
  /// Overlays show the classes that were taught, or those that the clusters match best where there are labels to score by.
  /// The labels are opened before the training, so that what is wrong with them is known early.
  /// - Parameters:
  ///   - whole: what is trained on, how, and where to.
  ///   - report: is told what is being done; see ``Event``.
  ///   - shouldStop: asked after each training step; true ends the run early with a checkpoint.
  /// - Throws: as the other verbs, before the training also for files of the folder that must not be replaced; what is wrong with the scores alone, only after the pictures are there.
  public static func run(
    _ whole: WholeRun, report: @escaping Report = { _ in }, shouldStop: () -> Bool = { false }
  ) throws -> WholeOutcome {
    let (options, context) = (whole.options.warning(report), whole.context)
    guard !whole.configuration.network.groupsImages else { throw SegmentationError.groupsImages }
    try whole.checkOutputs()
    if let labels = whole.labels {
      try check(labels, meaning: whole.meaning, options: options, parallel: context.parallel, report: report)
    }
    if case .files(let few, let meaning) = whole.fewLabels {
      try check(few, meaning: meaning, options: options, parallel: context.parallel, report: report)
    }
    let trained = try train(
      on: whole.images, whole.configuration, into: whole.model, weights: whole.weights, existing: whole.existing,
      relevance: whole.relevance, storage: whole.storage, tensorBoard: whole.tensorBoard, options: options,
      context: context, report: report, shouldStop: shouldStop)
    report(.trained(trained.model))
    let taught = try whole.fewLabels.map { few in
      try teach(
        whole.images, few, on: trained.model, settings: whole.teaching, into: whole.taught.url, existing: .replace,
        options: options, parallel: context.parallel, report: report)
    }
    if let taught { report(.taught(taught.model)) }
    let model = taught?.model ?? trained.model
    let segmented = try segment(
      whole.images, with: whole.segmenter(model), into: whole.masks.url,
      existing: .replace, options: options, context: context, report: report)
    report(.segmented(segmented))

    let done = Set(segmented.done)
    let scoring = whole.labels.map { labels in
      Result {
        try evaluate(
          labels.pairs.filter { done.contains($0.first) }
            .map { (first: segmented.masks.item(for: $0.first), second: $0.second) },
          in: segmented.masks.url, meaning: whole.meaning, rule: taught == nil ? .oneToOne : .identity,
          options: options, parallel: context.parallel, report: report)
      }
    }
    // Masks of a taught model hold classes under their numbers.
    let classes = taught?.model.description.teaching?.classes
    let naming = classes.map { Naming($0, classOfCluster: Array($0.indices)) } ?? (try? scoring?.get().scores.naming)
    var pictures = try MaskPictures(whole.overlay, naming: naming, options: options)
    pictures.preparation = trained.model.input.preparation
    let painted = try paint(
      segmented.done.map { MaskPictureFiles(image: $0, mask: segmented.masks.item(for: $0)) }, as: pictures,
      into: whole.overlays.url, existing: .replace, parallel: context.parallel, report: report)
    report(.painted(painted))

    let evaluated = try scoring?.get()
    if let evaluated {
      try AtomicFile.write(evaluated.scores.json(), to: whole.scores)
    }
    var listed: Set<String> = []
    let failures =
      segmented.failures + painted.failures + (evaluated?.failures ?? []) + trained.failures + (taught?.failures ?? [])
      + (whole.labels?.failures ?? [])
    return WholeOutcome(
      model: model, scores: evaluated?.scores, failures: failures.filter { listed.insert($0.path).inserted })
  }
}

extension Tessera.FewLabels {
  /// The label files.
  fileprivate var files: [ImageFolder.Item] {
    if case .files(let pairing, _) = self { pairing.pairs.map(\.second) } else { [] }
  }
}
