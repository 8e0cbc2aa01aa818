import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation

extension Tessera {
  /// What a comparison gives.
  public struct Compared: Sendable {
    /// The runs and their scores.
    public let table: ComparisonTable
    /// Files that could not be used, each once.
    public let failures: [FileFailure]
  }

  /// Trains several methods with several seeds, one after another, and scores what they have learned at their last step.
  ///
  /// Each run is scored by the masks that its model makes, by its overclusters, and by a linear probe. The folder gets
  /// `compare.csv` and `compare.md`, which grow with each run.
  /// - Parameters:
  ///   - comparison: the methods, seeds, images and labels.
  ///   - existing: what happens to runs that are in the folder already; `.resume` uses them, and goes on with those that were
  ///     broken off.
  ///   - report: is told what is being done; see ``Event``.
  ///   - shouldStop: asked after each training step; true ends the comparison early.
  /// - Throws: ``SegmentationError/groupsImages`` for networks of whole images, `TrainingError.otherRun` where `.resume` finds
  ///   a run with other settings, images or labels; as
  ///   ``train(on:_:into:weights:existing:relevance:storage:tensorBoard:options:context:report:shouldStop:)`` and
  ///   ``evaluate(_:in:meaning:rule:naming:boundaries:options:parallel:report:)``.
  public static func compare(
    _ comparison: MethodComparison, existing: ExistingRun = .refuse, report: @escaping Report = { _ in },
    shouldStop: () -> Bool = { false }
  ) throws -> Compared {
    guard !comparison.contestants.contains(where: { $0.configuration.network.groupsImages }) else {
      throw SegmentationError.groupsImages
    }
    let options = comparison.options.warning(report)
    let parallel = comparison.context.parallel
    let survey = LabelSurvey(
      comparison.labels.pairs.map(\.second.url), meaning: comparison.meaning, options: options, parallel: parallel)
    for notice in survey.notices { report(.labels(notice)) }
    guard let input = comparison.contestants.first?.configuration.input else {
      return Compared(table: ComparisonTable([]), failures: [])
    }
    if existing == .replace {
      // Otherwise a comparison that is broken off would be resumed with what the runs before it have left.
      for folder in comparison.folders {
        let run = RunFolder(folder)
        for file in [scores(in: folder), run.checkpoint, run.model] { try? FileManager.default.removeItem(at: file) }
      }
    }
    let store = store(comparison.storage, beside: comparison.folder, context: comparison.context, report: report)
    defer { if !comparison.storage.isKept { store.remove() } }
    let read = try readImages(
      comparison.images, input, memory: comparison.storage.memory, store: store, options: options,
      context: comparison.context, report: report)
    var runs: [ComparedRun] = []
    var failures = read.failures
    for contestant in comparison.contestants {
      for seed in comparison.seeds {
        let folder = comparison.folder(contestant, seed: seed)
        let kept = scores(in: folder)
        var configuration = contestant.configuration
        configuration.seed = seed
        let conditions = try comparison.conditions(configuration)
        if existing == .resume, let text = try? TextFile.read(kept),
          let run = try? JSONDecoder().decode(ComparedRun.self, from: Data(text.utf8))
        {
          guard run.conditions == nil || run.conditions == conditions else {
            throw TrainingError.otherRun(path: folder.path)
          }
          runs.append(run)
          continue
        }
        report(.note("\(contestant.name), seed \(seed)"))
        let run = RunFolder(folder)
        let goesOn = existing == .resume && FileIdentity.kind(run.checkpoint) != nil
        if !goesOn { try check(run, existing == .resume ? .refuse : existing) }
        PeakMemory.reset()
        var tensorBoard = comparison.tensorBoard
        tensorBoard?.folder.append(path: folder.lastPathComponent)
        let events = try tensorBoard?.events(
          images: comparison.images.items, options: options,
          context: comparison.context, report: report)
        let (model, seconds) = try learn(
          read, configuration, into: run, resumes: goesOn, events: events, context: comparison.context, report: report,
          shouldStop: shouldStop)
        let peak = PeakMemory.bytes
        let judged = try judge(model, comparison, reading: survey.reading, options: options, report: report)
        failures += judged.failures
        let compared = ComparedRun(
          method: contestant.name, seed: seed, steps: model.step, seconds: seconds, peakMemoryBytes: peak,
          classes: judged.classes, overclusters: judged.overclusters, probe: judged.probe, conditions: conditions)
        try AtomicFile.write(JSONText.encode(compared), to: kept)
        runs.append(compared)
        try write(ComparisonTable(runs), to: comparison.folder)
      }
    }
    try write(ComparisonTable(runs), to: comparison.folder)
    var listed: Set<String> = []
    return Compared(
      table: ComparisonTable(runs), failures: failures.filter { listed.insert($0.path).inserted })
  }

  private static func scores(in folder: URL) -> URL { folder.appending(path: "scores.json") }

  private static func write(_ table: ComparisonTable, to folder: URL) throws {
    try AtomicFile.write(table.csv, to: folder.appending(path: "compare.csv"))
    try AtomicFile.write(table.markdown, to: folder.appending(path: "compare.md"))
  }

  /// The scores of a trained model.
  private static func judge(
    _ model: SegmentationModel, _ comparison: MethodComparison, reading: LabelReading, options: DecodingOptions,
    report: @escaping Report
  ) throws -> (
    classes: ComparedRun.Score, overclusters: ComparedRun.Score?, probe: ComparedRun.Score?, failures: [FileFailure]
  ) {
    let pairs = comparison.labels.pairs
    let parallel = comparison.context.parallel
    var failures: [FileFailure] = []
    func scores(_ segmenter: Segmenter, _ rule: MatchingRule) throws -> ComparedRun.Score {
      report(.begins(.scoring, total: pairs.count, done: 0))
      let (counted, unread) = parallel.attempt(
        pairs, path: \.second.url.path, progress: { report(.advanced) }
      ) { pair in
        try segmenter.counts(
          of: pair.first.url, label: pair.second.url, reading: reading, options: options,
          context: ComputeContext(threads: 1))
      }
      failures += unread
      var matrix = ConfusionMatrix()
      for counts in counted.compactMap({ $0 }) { matrix.add(counts) }
      guard matrix.pixels > 0 else {
        throw EvaluationFailure(cause: EvaluationError.nothingToScore(ignored: matrix.ignored), failures: failures)
      }
      let classes = reading.classes ?? NamedClass.numbered(matrix.classCount)
      return ComparedRun.Score(Scores(matrix, classes: classes, rule: rule, images: pairs.count))
    }
    let classes = try scores(Segmenter(model), .oneToOne)
    var overclusters: ComparedRun.Score?
    if model.description.map(named: MapName.overclustering) != nil {
      overclusters = try scores(Segmenter(model, map: MapName.overclustering), .manyToOne)
    }
    var probed: ComparedRun.Score?
    if pairs.count > 1 {
      let (learned, scored) = comparison.labels.alternating()
      let outcome = try probe(
        model, taughtBy: learned, scoredOn: scored, meaning: comparison.meaning, options: options, parallel: parallel,
        report: report)
      failures += outcome.failures
      probed = ComparedRun.Score(outcome.scores)
    }
    return (classes, overclusters, probed, failures)
  }
}
