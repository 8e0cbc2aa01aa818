import Basics
import NeuralNet

/// Trains a network by a learning method, a step at a time.
public struct Trainer: Sendable {
  /// The settings of the training.
  public let configuration: TrainingConfiguration
  /// The network that is trained.
  public let network: Network
  /// The weights and running statistics so far.
  public package(set) var state: NetworkState
  /// The learning method, with what it has learned beside the weights.
  public package(set) var method: any LearningMethod
  /// Time spent in the parts of the steps so far.
  public package(set) var timing = StepTiming()
  /// The pretrained network whose features the network sees in place of pixels; nil for none.
  let pretrained: BackboneFeatures?
  var optimizer: any Optimizer
  /// Those of each part of a batch that this process computes.
  private var gradients: [ParameterStore]
  /// What was exchanged with other processes in the last step.
  package private(set) var exchange = ExchangeCost()

  /// Steps taken.
  public var step: Int { optimizer.stepCount }

  /// - Parameters:
  ///   - configuration: validated, with `input.channels` resolved.
  ///   - weights: a model whose network training begins with: what has the same name and shape there is taken, heads too; nil
  ///     for a network that has learned nothing.
  ///   - pretrained: the network whose features are seen in place of pixels, where the configuration names one.
  public init(
    _ configuration: TrainingConfiguration, weights: SegmentationModel? = nil, pretrained: BackboneFeatures? = nil
  ) {
    precondition(configuration.backbone.isUsed == (pretrained != nil), "the configuration names no pretrained network")
    self.configuration = configuration
    self.pretrained = pretrained
    let pixels = configuration.method.pixelFeatures(bands: configuration.input.channels)
    // Features of pixels need no network.
    network = Network(
      pixels == nil ? configuration.network : NetworkConfiguration(trunk: []), heads: configuration.method.heads,
      inputChannels: NetworkInput(configuration.input, pretrained: pretrained)
        .channels(bands: configuration.input.channels),
      cropSize: configuration.input.cropSize)
    state = network.initialState(seed: configuration.seed)
    if let weights { state.take(from: weights.state) }
    method = configuration.method.make(for: configuration)
    let layout = network.layout.parameters
    switch configuration.optimization.method {
    case .adam: optimizer = Adam(layout)
    case .sgd: optimizer = SGD(layout, momentum: configuration.optimization.momentum)
    }
    gradients = []
  }

  /// Does what the method wants before the next step.
  /// - Throws: what reading images throws.
  public mutating func prepare(_ sampler: PairSampler, context: ComputeContext) throws {
    let renewed = try method.prepare(step: step, network: network, state: &state, sampler: sampler, context: context)
    if !renewed.isEmpty { optimizer.forget(renewed, in: state.parameters.layout) }
  }

  /// Takes one step on a whole batch.
  /// - Parameters:
  ///   - progress: how much of the run is done, 0...1, for the learning-rate schedule.
  ///   - stepsPerEpoch: steps in which each image is seen once on average.
  /// - Throws: ``LearningError/lossNotFinite(step:learningRate:)``; the weights are then unchanged.
  public mutating func step(
    on batch: PairBatch, progress: Double, stepsPerEpoch: Int, context: ComputeContext
  ) throws -> [StepRecord] {
    try step(on: [batch], of: 1, progress: progress, stepsPerEpoch: stepsPerEpoch, context: context)
  }

  /// Takes one step on a batch in parts, whose sums are joined in their order.
  /// - Parameters:
  ///   - parts: those of this process.
  ///   - count: the parts of all processes.
  package mutating func step(
    on parts: [PairBatch], of count: Int, progress: Double, stepsPerEpoch: Int, context: ComputeContext
  ) throws -> [StepRecord] {
    let optimization = configuration.optimization
    let rate = optimization.schedule.rate(base: optimization.learningRate, step: step, progress: progress)
    if gradients.count != parts.count {
      gradients = parts.map { _ in ParameterStore(network.layout.parameters) }
    }
    for index in gradients.indices { gradients[index].setToZero() }
    let learning = LearningStep(
      number: step, stepsPerEpoch: stepsPerEpoch, learningRate: rate,
      recomputesEarlyMaps: optimization.recomputesEarlyMaps, timing: timing, context: context)
    var records = try addGradients(parts, of: count, learning)
    guard gradients[0].clip(toNorm: optimization.gradientClipping).isFinite else {
      throw LearningError.lossNotFinite(step: step + 1, learningRate: rate)
    }
    var clock = timing.clock()
    if optimization.weightDecay > 0 { gradients[0].add(state.parameters, times: optimization.weightDecay) }
    optimizer.step(&state.parameters, gradients: gradients[0], learningRate: rate, context: context)
    clock.lap(\.optimizer, of: &timing)
    for index in records.indices { records[index]["learning_rate"] = Double(rate) }
    return records
  }

  /// What a member of a team has computed. All have the same method, state and records.
  private struct MemberStep: Sendable {
    let method: any LearningMethod
    let state: NetworkState
    let records: [StepRecord]
    let timing: StepTiming
  }

  /// Adds the gradients of all parts of a batch to the first of ``gradients``, and moves the running statistics.
  private mutating func addGradients(
    _ parts: [PairBatch], of count: Int, _ learning: LearningStep
  ) throws -> [StepRecord] {
    let team = StepTeam(parts: count, context: learning.context)
    let (network, state, method) = (network, state, method)
    let members = try gradients.withUnsafeMutableBufferPointer { gradients in
      // Each member writes its own gradients.
      nonisolated(unsafe) let gradients = gradients
      return try team.run { member, context in
        var (batch, state, method) = (parts[member], state, method)
        var learning = learning.on(context)
        batch.takeRelevant(context: context)
        let records = try method.addGradients(
          batch, network: network, state: &state, into: &gradients[member], step: &learning)
        return MemberStep(method: method, state: state, records: records, timing: learning.timing)
      }
    }
    team.sum(&gradients)
    exchange = team.cost
    let first = members[0]
    (self.method, self.state, timing) = (first.method, first.state, first.timing)
    return first.records
  }

  /// What has been learned so far.
  public var model: SegmentationModel {
    let pixels = configuration.method.pixelFeatures(bands: configuration.input.channels)
    let projection = method.clusters?.projection
    let base =
      pixels.map { ModelDescription.Features.pixels($0) } ?? .trunk(configuration.network, heads: network.heads)
    let description = ModelDescription(
      method: configuration.method.name, step: step, input: configuration.input,
      features: projection.map { .projected(base, normalized: $0.normalized) } ?? base,
      pretrained: pretrained?.description, maps: method.maps, segmentation: configuration.segmentation)
    return SegmentationModel(
      description, network: pixels == nil ? network : nil, state: method.trained(state),
      centroids: method.clusters?.namedCentroids ?? [:], pretrained: pretrained, projection: projection)
  }
}
