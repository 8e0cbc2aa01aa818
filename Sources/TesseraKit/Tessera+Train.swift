import Basics
import Datasets
import Foundation
import Imaging
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

  /// What a caller is told while training.
  public enum TrainingEvent: Sendable {
    /// One more image has been read; `done` of them in all. Called on any thread.
    case read(done: Int)
    /// Images that cannot be used.
    case leftOut([FileFailure])
    /// Training begins after `done` steps of an earlier part; `limit` is the last step, 0 where only the time ends it.
    case begins(done: Int, limit: Int)
    /// After each step; `fraction` is the done part of the run, 0...1.
    case step(StepRecord, fraction: Double)
    /// Something the user should know.
    case warning(String)
  }

  /// What training gives.
  public struct Trained: Sendable {
    public let model: SegmentationModel
    /// Images that could not be used.
    public let failures: [FileFailure]
  }

  /// Trains a model on images and writes everything about the run to a folder: model, settings, measurements, curves and
  /// checkpoint.
  /// - Parameters:
  ///   - configuration: its channels may be 0 for those of the images.
  ///   - existing: what happens to an earlier run in the folder.
  ///   - relevance: which pixels count; nil where all do.
  ///   - options: what is accepted of the images.
  ///   - shouldStop: asked after each step; true ends the run early with a checkpoint.
  /// - Throws: `TrainingError`, also `.interrupted` after an early end; `SamplingError`, `LearningError`,
  ///   `ConfigurationError`, `SafetensorsError`, `FileAccessError`.
  @discardableResult
  public static func train(
    on images: ImageFolder, _ configuration: TrainingConfiguration, into folder: RunFolder,
    existing: ExistingRun = .refuse, relevance: RelevanceMasks? = nil, options: DecodingOptions = .init(),
    context: ComputeContext = ComputeContext(), shouldStop: () -> Bool = { false },
    report: @Sendable (TrainingEvent) -> Void = { _ in }
  ) throws -> Trained {
    try check(folder, existing)
    let read = try TrainingImages(
      images.items.map(\.url), input: configuration.input, options: options, relevance: relevance, context: context,
      progress: { report(.read(done: $0)) })
    report(.leftOut(read.failures))
    var run = try TrainingRun(
      configuration, images: read, folder: folder, resume: existing == .resume, context: context)
    report(.begins(done: run.trainer.step, limit: run.stepLimit))
    try run.train(shouldStop: shouldStop) { event in
      switch event {
      case .step(let record, let fraction): report(.step(record, fraction: fraction))
      case .warning(let message): report(.warning(message))
      case .saved(let metrics): try AtomicFile.write(TrainingCurves.svg(metrics.records), to: folder.curves)
      }
    }
    return Trained(model: run.model, failures: read.failures)
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
}
