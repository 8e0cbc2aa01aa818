import Basics
import NeuralNet

/// Trains a network by a learning method, a step at a time.
public struct Trainer: Sendable {
  public let configuration: TrainingConfiguration
  public let network: Network
  public package(set) var state: NetworkState
  public package(set) var method: any LearningMethod
  /// Time spent in the parts of the steps so far.
  public package(set) var timing = StepTiming()
  var optimizer: any Optimizer
  private var gradients: ParameterStore

  /// Steps taken.
  public var step: Int { optimizer.stepCount }

  /// - Parameter configuration: validated, with `input.channels` resolved.
  public init(_ configuration: TrainingConfiguration) {
    self.configuration = configuration
    network = Network(
      configuration.network, heads: configuration.method.heads, inputChannels: configuration.input.networkChannels,
      cropSize: configuration.input.cropSize)
    state = network.initialState(seed: configuration.seed)
    method = configuration.method.make(for: configuration)
    let layout = network.layout.parameters
    switch configuration.optimization.method {
    case .adam: optimizer = Adam(layout)
    case .sgd: optimizer = SGD(layout, momentum: configuration.optimization.momentum)
    }
    gradients = ParameterStore(layout)
  }

  /// Takes one step.
  /// - Parameters:
  ///   - progress: how much of the run is done, 0...1, for the learning-rate schedule.
  ///   - stepsPerEpoch: steps in which each image is seen once on average.
  /// - Throws: ``LearningError/lossNotFinite(step:learningRate:)``; the weights are then unchanged.
  public mutating func step(
    on batch: PairBatch, progress: Double, stepsPerEpoch: Int, context: ComputeContext
  ) throws -> [StepRecord] {
    let optimization = configuration.optimization
    let rate = optimization.schedule.rate(base: optimization.learningRate, step: step, progress: progress)
    var learning = LearningStep(
      number: step, stepsPerEpoch: stepsPerEpoch, learningRate: rate,
      recomputesEarlyMaps: optimization.recomputesEarlyMaps, timing: timing, context: context)
    gradients.setToZero()
    var records = try method.addGradients(batch, network: network, state: &state, into: &gradients, step: &learning)
    guard gradients.clip(toNorm: optimization.gradientClipping).isFinite else {
      throw LearningError.lossNotFinite(step: step + 1, learningRate: rate)
    }
    optimizer.step(&state.parameters, gradients: gradients, learningRate: rate, context: context)
    learning.lap(\.optimizer)
    timing = learning.timing
    for index in records.indices { records[index]["learning_rate"] = Double(rate) }
    return records
  }

  /// What has been learned so far.
  public var model: SegmentationModel {
    SegmentationModel(
      ModelDescription(configuration, heads: network.heads, maps: method.maps, step: step), network: network,
      state: state)
  }
}
