import Basics
import NeuralNet
import Segmentation
import TestSupport
import Testing

/// What `tools/make_fixtures/methods.py` computed with PyTorch for DeepCluster and for a student with its teacher.
@Suite struct MethodGoldenTests {
  static let context = ComputeContext(threads: 2)

  struct Golden: Decodable {
    var learningRate, temperature, momentum, centreMomentum: Float
    var kinds: [String: Kind]
    struct Kind: Decodable {
      var batches: [TrainerTests.Golden.Batch]
      var deepCluster: [Clusters]
      var teacherStudent: Teacher
    }
    struct Clusters: Decodable {
      var start, end: [String: GoldenTensor]
      var losses: [Double]
      var isBalanced: Bool
      var weights, biases, centroids: GoldenTensor
      var assignment: [Float]
    }
    struct Teacher: Decodable {
      var start, end, teacher: [String: GoldenTensor]
      var losses: [Double]
      var centre: GoldenTensor
    }
  }

  @Test(arguments: ["pixels", "images"])
  func deepClusterLearnsAsInPyTorch(_ kind: String) throws {
    let golden = try Fixtures.json("golden/methods.json", as: Golden.self)
    let data = try #require(golden.kinds[kind])
    #expect(Set(data.deepCluster.map(\.isBalanced)) == [false, true])
    for run in data.deepCluster {
      var settings = DeepClusterSettings()
      settings.classes = 3
      settings.overclusters = run.centroids.shape[0]
      settings.balanced = run.isBalanced
      settings.pseudoLabels.normalized = true
      var trainer = try Self.trainer(.deepCluster(settings), kind, golden, start: run.start)
      // The clusters were found with the network at its start.
      let labels = MethodState(tensors: [
        "labels.parameters": trainer.state.parameters.values, "labels.statistics": trainer.state.statistics.values,
        "labels.projection.weight": run.weights.tensor, "labels.projection.bias": run.biases.tensor,
        "labels.centroids": run.centroids.tensor,
        "labels.assignment": Tensor([run.assignment.count], values: run.assignment),
      ])
      let isTakenUp = trainer.method.restore(labels, network: trainer.network)
      #expect(isTakenUp)
      try Self.check(&trainer, losses: run.losses, batches: data.batches)
      Self.check(trainer.state, is: run.end, after: run.start)
    }
  }

  @Test(arguments: ["pixels", "images"])
  func theStudentAndItsTeacherLearnAsInPyTorch(_ kind: String) throws {
    let golden = try Fixtures.json("golden/methods.json", as: Golden.self)
    let data = try #require(golden.kinds[kind])
    let run = data.teacherStudent
    var settings = TeacherStudentSettings()
    settings.classes = 3
    settings.prototypes = run.centre.shape[0]
    settings.temperature = golden.temperature
    settings.momentum = golden.momentum
    settings.centreMomentum = golden.centreMomentum
    var trainer = try Self.trainer(.teacherStudent(settings), kind, golden, start: run.start)
    try Self.check(&trainer, losses: run.losses, batches: data.batches)
    Self.check(trainer.state, is: run.end, after: run.start)
    Self.check(trainer.method.trained(trainer.state), is: run.teacher, after: run.start)
    let centre = try #require(trainer.method.saved().tensors["teacher.centre"])
    expectClose(centre, run.centre.tensor, absolute: 1e-4, relative: 1e-4, "centre")
  }

  private static func trainer(
    _ method: MethodSettings, _ kind: String, _ golden: Golden, start: [String: GoldenTensor]
  ) throws -> Trainer {
    var configuration = TrainingConfiguration()
    configuration.method = method
    configuration.input.channels = 3
    configuration.input.sobel = false
    configuration.input.cropSize = 12
    configuration.network.trunk =
      [.convolution(channels: 4), .pool, .convolution(channels: 6, dilation: 2)] + (kind == "images" ? [.average] : [])
    configuration.optimization.learningRate = golden.learningRate
    var trainer = Trainer(configuration)
    let start = start.mapValues(\.tensor)
    try trainer.state.parameters.load(start, path: "golden")
    try trainer.state.statistics.load(start, path: "golden")
    return trainer
  }

  /// Takes twenty steps. A teacher moves before each of them, as it does in a run.
  private static func check(
    _ trainer: inout Trainer, losses: [Double], batches: [TrainerTests.Golden.Batch]
  ) throws {
    #expect(losses.count == 20)
    let isTaught = if case .teacherStudent = trainer.configuration.method { true } else { false }
    // The teacher looks at no images before a step.
    let sampler = PairSampler(images: try SmallRun.images(context), configuration: SmallRun.configuration())
    for (index, loss) in losses.enumerated() {
      if isTaught { try trainer.prepare(sampler, context: context) }
      let records = try trainer.step(
        on: batches[index % batches.count].pairs, progress: 0, stepsPerEpoch: 1, context: context)
      #expect(records.count == 1)
      // Rounding grows from step to step, as each begins with the weights of the one before.
      expectClose(records[0].loss, loss, absolute: 5e-6, relative: 5e-5, "step \(index)")
    }
  }

  private static func check(
    _ state: NetworkState, is golden: [String: GoldenTensor], after start: [String: GoldenTensor]
  ) {
    let tensors = state.parameters.namedTensors().merging(state.statistics.namedTensors()) { a, _ in a }
    #expect(Set(tensors.keys) == Set(golden.keys))
    for (name, tensor) in golden {
      guard let found = tensors[name] else { continue }
      expectClose(found, tensor.tensor, absolute: 5e-4, relative: 5e-4, name)
      #expect(start[name]?.values != tensor.values)
    }
  }
}
