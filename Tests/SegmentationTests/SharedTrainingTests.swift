import Basics
import Foundation
import NeuralNet
import Segmentation
import TestSupport
import Testing

/// Training in parts of batches, by one process or several.
@Suite struct SharedTrainingTests {
  static let methods = ["iic", "deepcluster", "teacher-student", "kmeans"]

  static func configuration(_ method: String, parts: Int) throws -> TrainingConfiguration {
    var configuration =
      method == "iic" ? TrainingRunTests.configuration() : try ClusteringMethodsTests.configuration(method)
    configuration.optimization.pairs = 7
    configuration.optimization.batchParts = parts
    configuration.optimization.steps = 4
    return configuration
  }

  /// The model and the measurements of a run by so many processes.
  static func files(_ configuration: TrainingConfiguration, processes: Int, threads: Int = 1) throws -> [Data] {
    let folder = try TemporaryFolder()
    let run = RunFolder(folder.file("run"))
    _ = try TestProcesses.run(processes) { communicator in
      let context = ComputeContext(threads: threads, communicator: communicator)
      var training = try TrainingRun(
        configuration, images: SmallRun.images(context), folder: run, resume: false, context: context)
      try training.train()
      return training.trainer.step
    }
    let losses = try MetricsLog(contentsOf: run.metrics, upTo: .max).records.map { record in
      var record = record
      record.seconds = 0
      return record
    }
    return [try Data(contentsOf: run.model), try JSONEncoder().encode(losses.map(\.loss))]
  }

  @Test(arguments: methods) func theNumberOfProcessesDoesNotMatter(_ method: String) throws {
    let configuration = try Self.configuration(method, parts: 4)
    let alone = try Self.files(configuration, processes: 1, threads: 2)
    for processes in [2, 3, 4] {
      let files = try Self.files(configuration, processes: processes)
      #expect(files == alone, "\(processes) processes")
    }
  }

  @Test func theNumberOfProcessesDoesNotMatterForWholeImages() throws {
    let configuration = SmallGrouping.configuration { $0.optimization.batchParts = 3 }
    let models = try [1, 2, 3].map { processes in
      try TestProcesses.run(processes) { communicator in
        let context = ComputeContext(threads: 2, communicator: communicator)
        var trainer = Trainer(configuration)
        let sampler = PairSampler(images: try SmallGrouping.images(), configuration: configuration)
        let own = SumTree.shares(of: 3, processes: processes)[communicator.rank]
        for step in 0..<3 {
          let parts = try sampler.ranges(parts: 3)[own].map { try sampler.part($0, step: step, context: context) }
          _ = try trainer.step(on: parts, of: 3, progress: 0, stepsPerEpoch: 3, context: context)
        }
        return trainer.state.parameters.values.values
      }
    }
    #expect(Set(models.joined()).count == 1)
  }

  @Test func allViewsOfAnImageAreInOnePart() throws {
    let configuration = SmallGrouping.configuration()
    let sampler = PairSampler(images: try SmallGrouping.images(), configuration: configuration)
    #expect(sampler.ranges(parts: 3) == [0..<3, 3..<6, 6..<12])
    let context = ComputeContext(threads: 2)
    let whole = try sampler.batch(step: 5, context: context)
    let parts = try sampler.ranges(parts: 3).map { try sampler.part($0, step: 5, context: context) }
    #expect(parts.flatMap { $0.first.values } == whole.first.values)
    #expect(parts.flatMap { $0.second.values } == whole.second.values)
  }

  /// One step in parts learns what a step on the whole batch does, but for rounding.
  @Test(arguments: ["iic", "deepcluster", "teacher-student"])
  func partsOfABatchLearnWhatTheWholeDoes(_ method: String) throws {
    func change(parts: Int) throws -> (weights: Tensor, losses: [Double]) {
      var configuration = try Self.configuration(method, parts: parts)
      configuration.input.channels = 3
      configuration.optimization.method = .sgd
      configuration.optimization.momentum = 0
      configuration.optimization.learningRate = 1
      configuration.optimization.schedule = LearningRateSchedule()
      let context = ComputeContext(threads: 2)
      let sampler = PairSampler(images: try SmallRun.images(context), configuration: configuration)
      var trainer = Trainer(configuration)
      try trainer.prepare(sampler, context: context)
      let before = trainer.state.parameters.values
      let batch = try sampler.ranges(parts: parts).map { try sampler.part($0, step: 0, context: context) }
      let records = try trainer.step(on: batch, of: parts, progress: 0, stepsPerEpoch: 3, context: context)
      let after = trainer.state.parameters.values
      let difference = zip(after.values, before.values).map { $0 - $1 }
      return (Tensor(after.shape, values: difference), records.map(\.loss))
    }
    let (whole, parts) = (try change(parts: 1), try change(parts: 3))
    let largest = whole.weights.values.map { abs($0) }.max() ?? 0
    #expect(largest > 1e-4)
    expectClose(parts.weights, whole.weights, absolute: 1e-4 * Double(largest), relative: 1e-3, "change of the weights")
    for (one, other) in zip(whole.losses, parts.losses) {
      expectClose(other, one, absolute: 1e-6, relative: 1e-5, "loss")
    }
  }

  @Test func anInterruptionOfOneProcessStopsAllOfThem() throws {
    let folder = try TemporaryFolder()
    let run = RunFolder(folder.file("run"))
    let configuration = try Self.configuration("iic", parts: 4)
    let steps = try TestProcesses.run(3) { communicator in
      let context = ComputeContext(threads: 1, communicator: communicator)
      var training = try TrainingRun(
        configuration, images: SmallRun.images(context), folder: run, resume: false, context: context)
      var asked = 0
      #expect(throws: TrainingError.interrupted(step: 2, path: run.url.path)) {
        try training.train(shouldStop: {
          asked += 1
          return communicator.rank == 1 && asked == 2
        })
      }
      return training.trainer.step
    }
    #expect(steps == [2, 2, 2])
    // Another number of processes goes on.
    _ = try TestProcesses.run(2) { communicator in
      let context = ComputeContext(threads: 1, communicator: communicator)
      var training = try TrainingRun(
        configuration, images: SmallRun.images(context), folder: run, resume: true, context: context)
      try training.train()
      return training.trainer.step
    }
    #expect(try Data(contentsOf: run.model) == Self.files(configuration, processes: 1)[0])
  }

  @Test func processesThatSeeOtherImagesDoNotTrain() throws {
    let folder = try TemporaryFolder()
    let run = RunFolder(folder.file("run"))
    let configuration = try Self.configuration("iic", parts: 4)
    let count = try SmallRun.images().count
    let errors = try TestProcesses.run(3) { communicator in
      let context = ComputeContext(threads: 1, communicator: communicator)
      let images = try SmallRun.images(context, but: communicator.rank == 2 ? 1 : 0)
      do {
        _ = try TrainingRun(configuration, images: images, folder: run, resume: false, context: context)
      } catch let error as ProcessesError {
        return error.description
      }
      return ""
    }
    for error in errors {
      #expect(error.contains("process 2 on host-2: \(count - 1) images"), "\(error)")
      #expect(error.contains("process 0 on host-0: \(count) images"), "\(error)")
    }
    #expect(FileIdentity.kind(run.url) == nil)
  }

  @Test func moreProcessesThanPartsAreRefused() throws {
    let folder = try TemporaryFolder()
    let configuration = try Self.configuration("iic", parts: 2)
    _ = try TestProcesses.run(3) { communicator in
      let context = ComputeContext(threads: 1, communicator: communicator)
      #expect(throws: ProcessesError.tooMany(processes: 3, parts: 2)) {
        _ = try TrainingRun(
          configuration, images: SmallRun.images(context), folder: RunFolder(folder.url), resume: false,
          context: context)
      }
      return 0
    }
  }
}
