import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct TrainingRunTests {
  static let context = ComputeContext(threads: 2)

  /// Trains in `folder`; ends early after `stop` steps of this call.
  @discardableResult
  static func train(
    _ configuration: TrainingConfiguration, in folder: URL, resume: Bool = false, stopAfter stop: Int? = nil,
    threads: Int = 2
  ) throws -> TrainingRun {
    let context = ComputeContext(threads: threads)
    var run = try TrainingRun(
      configuration, images: SmallRun.images(context), folder: RunFolder(folder), resume: resume, context: context)
    var steps = 0
    do {
      try run.train(shouldStop: {
        steps += 1
        return steps == stop
      })
      #expect(stop == nil)
    } catch let error as TrainingError {
      #expect(error == .interrupted(step: run.trainer.step, path: folder.path))
    }
    return run
  }

  static func configuration() -> TrainingConfiguration {
    var configuration = SmallRun.configuration(steps: 6)
    configuration.optimization.schedule.shape = .cosine
    configuration.optimization.schedule.warmupSteps = 4
    configuration.iic.subheads = 2
    configuration.iic.sparseMaximum = 3
    return configuration
  }

  @Test(arguments: [OptimizationConfiguration.Method.adam, .sgd])
  func aResumedRunGivesTheBytesOfAnUninterruptedOne(_ method: OptimizationConfiguration.Method) throws {
    let folder = try TemporaryFolder()
    var configuration = Self.configuration()
    configuration.optimization.method = method
    let whole = RunFolder(folder.file("whole"))
    let parts = RunFolder(folder.file("parts"))
    try Self.train(configuration, in: whole.url)
    try Self.train(configuration, in: parts.url, stopAfter: 3)
    #expect(try Data(contentsOf: parts.model) != Data(contentsOf: whole.model))
    let run = try Self.train(configuration, in: parts.url, resume: true, threads: 1)
    #expect(run.trainer.step == 6)
    #expect(try Data(contentsOf: parts.model) == Data(contentsOf: whole.model))
    #expect(try Data(contentsOf: parts.configuration) == Data(contentsOf: whole.configuration))

    func records(_ folder: RunFolder) throws -> [StepRecord] {
      try MetricsLog(contentsOf: folder.metrics, upTo: .max).records.map {
        var record = $0
        record.seconds = 0
        return record
      }
    }
    let expected = try records(whole)
    #expect(expected.map(\.step) == [1, 2, 3, 4, 5, 6])
    #expect(expected.map(\.series) == ["overclustering", "main", "overclustering", "main", "overclustering", "main"])
    #expect(try records(parts) == expected)
  }

  @Test func theFolderHoldsWhatSegmentationNeeds() throws {
    let folder = try TemporaryFolder()
    let configuration = SmallRun.configuration(steps: 2)
    let run = try Self.train(configuration, in: folder.file("run"))
    let model = try SegmentationModel(contentsOf: run.folder.url)
    #expect(model.step == 2)
    #expect(model.state.parameters.values.values == run.trainer.state.parameters.values.values)
    #expect(model.state.statistics.values.values == run.trainer.state.statistics.values.values)
    var resolved = configuration
    resolved.input.channels = 3
    resolved.input.alpha = .mask
    resolved.input.stretch = .none
    resolved.optimization.batchParts = 1
    #expect(model.input == resolved.input && model.description.segmentation == resolved.segmentation)
    #expect(try TrainingConfiguration.load(run.folder.configuration.path) == resolved)
    let grouping = model.description.map(named: "merged")?.grouping
    #expect(grouping?.groups.count == 6 && grouping?.count == 3)
    let groups = Set(grouping?.groups ?? [])
    #expect(groups.isSubset(of: [0, 1, 2]))
  }

  @Test func checkpointsUnderWayHoldMergedClasses() throws {
    let folder = try TemporaryFolder()
    var configuration = SmallRun.configuration(steps: 3)
    configuration.optimization.checkpointInterval = 2
    var run = try TrainingRun(
      configuration, images: SmallRun.images(Self.context), folder: RunFolder(folder.file("run")), resume: false,
      context: Self.context)
    var merged: [Int: [Int]] = [:]
    let saved = run.folder
    try run.train(report: { event in
      guard case .step(let records, _) = event, let step = records.first?.step else { return }
      merged[step] =
        (try? SegmentationModel(contentsOf: saved.url))?.description.map(named: "merged")?.grouping?.groups
    })
    // Of step 2, as seen before the next is saved.
    #expect(merged.keys.sorted() == [3])
    #expect(merged[3]?.count == 6)
  }

  @Test func aCheckpointCutShortIsNamed() throws {
    let folder = try TemporaryFolder()
    let run = RunFolder(folder.file("run"))
    try Self.train(Self.configuration(), in: run.url, stopAfter: 1)
    let whole = try Data(contentsOf: run.checkpoint)
    for length in [0, 7, 100, whole.count / 2, whole.count - 1] {
      try whole.prefix(length).write(to: run.checkpoint)
      let error = #expect(throws: SafetensorsError.self) {
        try Self.train(Self.configuration(), in: run.url, resume: true)
      }
      #expect(error?.description.hasPrefix(run.checkpoint.path + ":") == true)
    }
  }

  @Test func aCheckpointOfAnotherNetworkIsNamed() throws {
    let folder = try TemporaryFolder()
    let run = RunFolder(folder.file("run"))
    try Self.train(Self.configuration(), in: run.url, stopAfter: 1)
    var wider = Self.configuration()
    wider.iic.classes = 4
    #expect(
      throws: SafetensorsError.wrongShape(
        path: run.checkpoint.path, name: "head_B.heads.0.0.weight", expected: [4, 8, 1, 1], actual: [3, 8, 1, 1])
    ) { try Self.train(wider, in: run.url, resume: true) }
    var other = Self.configuration()
    other.optimization.method = .sgd
    let error = #expect(throws: TrainingError.self) { try Self.train(other, in: run.url, resume: true) }
    guard case .checkpointMismatch(run.checkpoint.path, _) = error else {
      Issue.record("\(String(describing: error)) does not name the checkpoint of another optimizer")
      return
    }
  }

  @Test func aModelIsNoCheckpointAndNoneCannotBeResumed() throws {
    let folder = try TemporaryFolder()
    let run = RunFolder(folder.file("run"))
    #expect(throws: FileAccessError.self) { try Self.train(Self.configuration(), in: run.url, resume: true) }
    try Self.train(Self.configuration(), in: run.url, stopAfter: 1)
    try Data(contentsOf: run.model).write(to: run.checkpoint)
    let error = #expect(throws: TrainingError.self) { try Self.train(Self.configuration(), in: run.url, resume: true) }
    guard case .checkpointMismatch(run.checkpoint.path, _) = error else {
      Issue.record("\(String(describing: error)) does not name the checkpoint")
      return
    }
  }

  @Test func theBestWeightsOutliveAResumedRunThatIsWorse() throws {
    let folder = try TemporaryFolder()
    let run = RunFolder(folder.file("run"))
    try Self.train(Self.configuration(), in: run.url, stopAfter: 3)
    let best = try Data(contentsOf: run.best)
    // A loss no run reaches.
    var checkpoint = try Checkpoint(contentsOf: run.checkpoint)
    #expect(checkpoint.bestLoss < 0)
    var file = try SafetensorsFile(contentsOf: run.checkpoint.path)
    file.metadata["bestLoss"] = "-100"
    try file.write(to: run.checkpoint.path)
    try Self.train(Self.configuration(), in: run.url, resume: true)
    #expect(try Data(contentsOf: run.best) == best)
    checkpoint = try Checkpoint(contentsOf: run.checkpoint)
    #expect(checkpoint.bestLoss == -100)
  }

  @Test func aRunResumedOnOtherImagesSaysSo() throws {
    let folder = try TemporaryFolder()
    let run = RunFolder(folder.file("run"))
    var configuration = SmallRun.configuration(steps: 1)
    try Self.train(configuration, in: run.url)
    func warnings(but omitted: Int) throws -> [String] {
      configuration.optimization.steps += 1
      var resumed = try TrainingRun(
        configuration, images: SmallRun.images(but: omitted), folder: run, resume: true, context: Self.context)
      var warnings: [String] = []
      try resumed.train(report: { if case .warning(let message) = $0 { warnings.append(message) } })
      return warnings
    }
    #expect(try warnings(but: 0) == [])
    let all = try SmallRun.images().count
    let fewer = try warnings(but: 1)
    #expect(fewer.count == 1)
    #expect(fewer.first?.contains("saw \(all) images and now sees \(all - 1) image") == true)
  }
}
