import Basics
import Datasets
import Foundation
import Imaging
import Interchange
import NeuralNet
import Reports
import Segmentation

extension Tessera {
  /// What happens to a model that is in the folder of a run already.
  public enum ExistingRun: Sendable {
    /// It stays, and training does not begin.
    case refuse
    /// The new run replaces it.
    case replace
    /// Training goes on from its checkpoint.
    case resume
  }

  /// What training gives.
  public struct Trained: Sendable {
    /// The trained model.
    public let model: SegmentationModel
    /// Images that could not be used.
    public let failures: [FileFailure]
  }

  /// Trains a model on images and writes everything about the run to a folder: model, settings, measurements, curves and
  /// checkpoint.
  /// - Parameters:
  ///   - images: the images to learn from.
  ///   - configuration: its channels may be 0 for those of the images.
  ///   - folder: gets the files of the run.
  ///   - weights: a model whose network training begins with; its network and input are those of the configuration, see
  ///     ``TrainingConfiguration/useNetwork(of:path:)``.
  ///   - existing: what happens to an earlier run in the folder.
  ///   - relevance: which pixels count; nil where all do.
  ///   - storage: where decoded pixels are kept. Those on disk are removed at the end, unless it says otherwise; those of a
  ///     training that ends early stay for the one that goes on from it.
  ///   - tensorBoard: the event files that TensorBoard shows; nil for none.
  ///   - options: what is accepted of the images.
  ///   - context: the threads that are used, and temporary memory.
  ///   - report: is told what is being done; see ``Event``.
  ///   - shouldStop: asked after each step; true ends the run early with a checkpoint.
  /// - Throws: `TrainingError`, also `.interrupted` after an early end; `SamplingError`, `GroupingError`, `LearningError`,
  ///   `SettingError`, `SafetensorsError`, `FileAccessError`.
  @discardableResult
  public static func train(
    on images: ImageFolder, _ configuration: TrainingConfiguration, into folder: RunFolder,
    weights: SegmentationModel? = nil, existing: ExistingRun = .refuse, relevance: RelevanceMasks? = nil,
    storage: PixelStorage = .init(), tensorBoard: TensorBoard? = nil, options: DecodingOptions = .init(),
    context: ComputeContext = ComputeContext(), report: @escaping Report = { _ in },
    shouldStop: () -> Bool = { false }
  ) throws -> Trained {
    try check(folder, existing)
    // First, so that a folder that cannot be written is told before images are read.
    let events =
      try context.communicator.isFirst
      ? tensorBoard?.events(
        images: images.items, options: options, context: context, report: report)
      : nil
    let store = store(storage, beside: folder.url, context: context, report: report)
    let read = try readImages(
      images, configuration.input, memory: storage.memory, store: store, relevance: relevance,
      options: options.warning(report), context: context, report: report)
    let (model, _) = try learn(
      read, configuration, into: folder, weights: weights, resumes: existing == .resume, events: events,
      context: context, report: report, shouldStop: shouldStop)
    if !storage.isKept { store.remove() }
    return Trained(model: model, failures: read.failures)
  }

  /// The store of a run's pixels, which tells of what it writes. Each process has its own.
  static func store(
    _ storage: PixelStorage, beside folder: URL, context: ComputeContext, report: @escaping Report
  ) -> PixelStore {
    var place = storage.folder ?? folder.appending(path: "pixels")
    if !context.communicator.isAlone { place.append(path: "process-\(context.communicator.rank)") }
    let folder = place
    return PixelStore(folder) { images, bytes in
      report(
        .note(
          "the pixels of \(NumberText.count(images, "image")) do not fit into \(NumberText.gigabytes(storage.memory)) of "
            + "memory; \(NumberText.gigabytes(bytes)) are written to \(folder.path)"
            + (storage.isKept ? "" : ", until the training ends")))
    }
  }

  /// Reads the images to train on, and tells what is amiss in them.
  static func readImages(
    _ images: ImageFolder, _ input: InputConfiguration, memory: Int, store: PixelStore,
    relevance: RelevanceMasks? = nil, options: DecodingOptions,
    context: ComputeContext, report: @escaping Report
  ) throws -> TrainingImages {
    report(.begins(.readingImages, total: images.items.count, done: 0))
    let read = try TrainingImages(
      images.items.map(\.url), input: input, memoryBudget: memory, store: store, options: options,
      relevance: relevance, context: context,
      progress: { _ in report(.advanced) })
    for notice in read.notices { report(notice.isWarning ? .warning(notice.description) : .note(notice.description)) }
    if !read.failures.isEmpty {
      report(
        .warning(
          "\(read.failures.count) of \(NumberText.count(images.items.count, "image")) cannot be used; the reasons are "
            + "listed at the end"))
    }
    return read
  }

  /// Trains on images that were read.
  /// - Returns: the model, and the seconds that its training took, those before a break included.
  static func learn(
    _ images: TrainingImages, _ configuration: TrainingConfiguration, into folder: RunFolder,
    weights: SegmentationModel? = nil, resumes: Bool, events: TrainingEvents? = nil, context: ComputeContext,
    report: @escaping Report, shouldStop: () -> Bool
  ) throws -> (model: SegmentationModel, seconds: Double) {
    if configuration.network.groupsImages && images.count < configuration.method.classes {
      throw GroupingError.tooFewImages(images.count, clusters: configuration.method.classes)
    }
    var run = try TrainingRun(
      configuration, images: images, folder: folder, weights: weights, resume: resumes, context: context)
    events?.begin(after: run.trainer.step)
    if run.trainer.method.takesSteps {
      report(.begins(.training, total: run.stepLimit, done: run.trainer.step))
    }
    var percent: Int?
    try run.train(shouldStop: shouldStop) { event in
      switch event {
      case .step(let records, let fraction):
        events?.add(records)
        report(.step(records, fraction: fraction))
      case .warning(let message): report(.warning(message))
      case .clustering(let fraction):
        if percent == nil { report(.begins(.clustering, total: 100, done: 0)) }
        let done = percent ?? 0
        percent = max(done, Int(100 * fraction))
        for _ in done..<(percent ?? done) { report(.advanced) }
      case .saved(let metrics):
        events?.saved(in: folder)
        let words = MethodWords.named(configuration.method.name)
        if metrics.records.isEmpty || !context.communicator.isFirst { return }
        try AtomicFile.write(TrainingCurves.svg(metrics.records, words: words), to: folder.curves)
      case .levelledOff(let step): report(.levelledOff(step: step))
      }
    }
    return (run.model, run.seconds)
  }

  /// Checks before any work that a run may be written to `folder`.
  /// - Throws: `TrainingError.alreadyTrained`, `.nothingToResume`.
  public static func check(_ folder: RunFolder, _ existing: ExistingRun) throws {
    switch existing {
    case .refuse:
      if FileIdentity.kind(folder.model) != nil { throw TrainingError.alreadyTrained(path: folder.url.path) }
    case .replace: break
    case .resume:
      if FileIdentity.kind(folder.checkpoint) == nil { throw TrainingError.nothingToResume(path: folder.url.path) }
    }
  }

  /// Which pixels of images count in training: those that their labels do not ignore.
  /// - Parameters:
  ///   - images: the images to train on.
  ///   - labels: a folder, whose files pair with the images.
  ///   - meaning: what the labels mean.
  ///   - selection: which files of the folder are labels.
  ///   - options: what is accepted of the files.
  ///   - context: the threads that are used, and temporary memory.
  ///   - report: is told what is being done; see ``Event``.
  /// - Throws: `DatasetError`, `.unusable` where no image can be used with its label.
  public static func relevance(
    of images: ImageFolder, labels: String, meaning: LabelMeaning = LabelMeaning(),
    selection: FolderSelection = .init(), options: DecodingOptions = .init(),
    context: ComputeContext = ComputeContext(), report: @escaping Report = { _ in }
  ) throws -> RelevanceMasks {
    let chosen = try selection.labels(in: ImageFolder([labels]), path: labels, images: images)
    let pairing = try FilePairing(
      images, chosen.folder, firstPath: "the images", secondPath: labels, suffix: selection.labelSuffix)
    if !pairing.firstAlone.isEmpty {
      let count = pairing.firstAlone.count
      report(
        .warning(
          "\(NumberText.count(count, "image has", "images have")) no label in \(labels); all of their pixels count"))
    }
    report(.begins(.readingLabels, total: 2 * pairing.pairs.count, done: 0))
    let masks = RelevanceMasks(
      pairing.pairs, meaning: meaning, unreachable: pairing.failures, options: options.warning(report),
      context: context
    ) { report(.advanced) }
    for notice in masks.notices { report(.labels(notice)) }
    if let failure = masks.failures.first {
      guard masks.unusable.count < pairing.pairs.count else {
        throw DatasetError.unusable(failure, others: masks.failures.count - 1)
      }
      report(.labels(.unusable(count: masks.failures.count, of: pairing.pairs.count, first: failure)))
    }
    return masks
  }
}
