import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

/// Trains a network by Invariant Information Clustering, a step at a time.
///
/// Each step shows the network two views of some image crops, brings the class maps of the second back into the
/// frame of the first, and raises the mutual information of the two (Ji, Henriques and Vedaldi, ICCV 2019, section 3.3).
public struct Trainer: Sendable {
  public let configuration: TrainingConfiguration
  public let network: SegmentationNetwork
  public package(set) var state: NetworkState
  var optimizer: any Optimizer
  /// Running mean of each sub-head's loss, by head.
  public internal(set) var subheadLosses: [SegmentationNetwork.Head: [Double]] = [:]
  /// Time spent in the parts of the steps so far.
  public internal(set) var timing = StepTiming()
  private var gradients: ParameterStore

  /// Steps taken.
  public var step: Int { optimizer.stepCount }

  /// - Parameter configuration: validated, with `input.channels` resolved.
  public init(_ configuration: TrainingConfiguration) {
    self.configuration = configuration
    network = SegmentationNetwork(configuration.network, inputChannels: configuration.input.networkChannels)
    state = network.initialState(seed: configuration.seed)
    let layout = network.layout.parameters
    switch configuration.optimization.method {
    case .adam: optimizer = Adam(layout)
    case .sgd: optimizer = SGD(layout, momentum: configuration.optimization.momentum)
    }
    gradients = ParameterStore(layout)
  }

  /// Takes one step.
  /// - Parameter progress: how much of the run is done, 0...1, for the learning-rate schedule.
  /// - Throws: ``TrainingError/lossNotFinite(step:learningRate:)``; the weights are then unchanged.
  public mutating func train(
    on batch: PairBatch, head: SegmentationNetwork.Head, progress: Double, context: ComputeContext
  ) throws -> StepRecord {
    let optimization = configuration.optimization
    let rate = optimization.schedule.rate(base: optimization.learningRate, step: step, progress: progress)
    var clock = timing.clock()
    let thin = optimization.recomputesEarlyMaps
    var first = network.trunk(batch.first, state: state, mode: .training, thin: thin, context: context)
    var second = network.trunk(batch.second, state: state, mode: .training, thin: thin, context: context)
    clock.lap(\.forward, of: &timing)

    gradients.setToZero()
    let subheads = configuration.network.subheads
    var record = StepRecord(step: step + 1, head: head, learningRate: Double(rate))
    var firstGradient: FeatureGradient?
    var returning: [(gradient: Tensor, cache: SegmentationNetwork.HeadCache)] = []
    var losses: [Double] = []
    var random = RandomSource(seed: configuration.seed ^ 0x10_55, stream: UInt64(step))
    for subhead in 0..<subheads {
      let size = batch.first.shape
      let a = network.probabilities(
        first.features, head: head, subhead: subhead, height: size.height, width: size.width, state: state,
        context: context)
      let b = network.probabilities(
        second.features, head: head, subhead: subhead, height: size.height, width: size.width, state: state,
        context: context)
      let returned = AffineResampling.forward(b.output, maps: batch.maps, context: context)
      clock.lap(\.forward, of: &timing)
      let value = configuration.loss.evaluate(
        head: head, first: a.output, second: returned, mask: batch.mask, random: &random, context: context)
      clock.lap(\.loss, of: &timing)
      guard value.loss.isFinite else { throw TrainingError.lossNotFinite(step: step + 1, learningRate: rate) }
      losses.append(value.loss)
      record.add(value, weight: 1 / Double(subheads))
      let gradient = network.backward(
        value.firstGradient, cache: a.cache, features: first.features, state: state, gradients: &gradients,
        context: context)
      Self.add(gradient, to: &firstGradient)
      returning.append((AffineResampling.adjoint(value.secondGradient, maps: batch.maps, context: context), b.cache))
      clock.lap(\.backward, of: &timing)
    }
    network.commitStatistics(first.cache, to: &state)
    network.commitStatistics(second.cache, to: &state)
    if let firstGradient {
      network.backward(firstGradient, cache: &first.cache, state: state, gradients: &gradients, context: context)
    }
    // Only now, so that the gradients of both views' features need not be held at once.
    var secondGradient: FeatureGradient?
    for (gradient, cache) in returning {
      let gradient = network.backward(
        gradient, cache: cache, features: second.features, state: state, gradients: &gradients, context: context)
      Self.add(gradient, to: &secondGradient)
    }
    if let secondGradient {
      network.backward(secondGradient, cache: &second.cache, state: state, gradients: &gradients, context: context)
    }
    clock.lap(\.backward, of: &timing)
    if subheads > 1 { gradients.scale(by: 1 / Float(subheads)) }
    guard gradients.clip(toNorm: optimization.gradientClipping).isFinite else {
      throw TrainingError.lossNotFinite(step: step + 1, learningRate: rate)
    }
    optimizer.step(&state.parameters, gradients: gradients, learningRate: rate, context: context)
    clock.lap(\.optimizer, of: &timing)
    note(losses, of: head)
    return record
  }

  /// The sub-head of `head` with the lowest running loss.
  public func bestSubhead(_ head: SegmentationNetwork.Head) -> Int {
    let losses = subheadLosses[head] ?? []
    return losses.indices.min { losses[$0] < losses[$1] } ?? 0
  }

  private static func add(_ gradient: FeatureGradient, to sum: inout FeatureGradient?) {
    if sum == nil { sum = gradient } else { sum?.add(gradient) }
  }

  private mutating func note(_ losses: [Double], of head: SegmentationNetwork.Head) {
    subheadLosses[head] = subheadLosses[head].map { zip($0, losses).map { 0.95 * $0 + 0.05 * $1 } } ?? losses
  }
}
