import Basics
import Foundation
import NeuralNet

/// Invariant Information Clustering: the mutual information between the clusters of two views of an image is raised.
///
/// A step shows the network two views of some image crops, brings the cluster maps of the second back into the frame of the
/// first, and adds the gradients of minus their mutual information over all displacements of a window. The main head and
/// the overclustering head take turns, or learn together. What the overclusters tell about each other then merges them into
/// classes.
///
/// - Source: Ji, Henriques and Vedaldi, ICCV 2019, section 3.3, and the code published with it.
public struct IIC: LearningMethod {
  /// The settings of the method.
  public let settings: IICSettings
  private let heads: [HeadConfiguration]
  private let cropSize: Int
  /// Whether the network tells whole images apart, and not pixels.
  private let groupsImages: Bool
  private let seed: UInt64
  /// For each head the running mean of the loss of each copy; none before its first step.
  private var copyLosses: [[Double]]
  /// For each overcluster the class it is merged into; nil before the first ``refresh(network:state:sampler:isLast:context:progress:)``.
  private var mergedClasses: [Int]?

  /// - Parameters:
  ///   - cropSize: side of the training crops, in pixels.
  ///   - seed: of the random displacements, where the settings ask for them.
  ///   - groupsImages: whether the network tells whole images apart, and not pixels.
  public init(_ settings: IICSettings, cropSize: Int, seed: UInt64, groupsImages: Bool = false) {
    self.settings = settings
    self.groupsImages = groupsImages
    self.cropSize = cropSize
    self.seed = seed
    heads = settings.heads
    copyLosses = heads.map { _ in [] }
  }

  public mutating func addGradients(
    _ batch: PairBatch, network: Network, state: inout NetworkState,
    into gradients: inout ParameterStore, step: inout LearningStep
  ) throws -> [StepRecord] {
    let context = step.context
    var random = RandomSource(seed: seed ^ 0x10_55, stream: UInt64(step.number))
    var first = network.trunk(
      batch.first, state: state, mode: .training, recomputes: step.recomputesEarlyMaps, context: context)
    var second = network.trunk(
      batch.second, state: state, mode: .training, recomputes: step.recomputesEarlyMaps, context: context)
    step.lap(\.forward)

    var records: [StepRecord] = []
    var firstGradient: FeatureGradient?
    var returning: [ReturningGradient] = []
    for head in settings.headsTrained(step: step.number, stepsPerEpoch: step.stepsPerEpoch) {
      var measured = LossMeasurements()
      for copy in 0..<heads[head].copies {
        let (value, returned) = try addGradients(
          of: head, copy: copy, batch, first: first.features, second: second.features, network: network, state: state,
          firstGradient: &firstGradient, into: &gradients, random: &random, step: &step)
        measured.add(value)
        returning.append(returned)
      }
      note(measured.losses, of: head)
      records.append(measured.record(step: step.number + 1, head: heads[head].name))
    }
    network.commitStatistics(first.cache, to: &state)
    network.commitStatistics(second.cache, to: &state)
    if let firstGradient {
      network.backward(firstGradient, cache: &first.cache, state: state, gradients: &gradients, context: context)
    }
    // Only now, so that the gradients of both views' features need not be held at once.
    var secondGradient: FeatureGradient?
    for returned in returning {
      let gradient = network.backward(
        returned.gradient, cache: returned.cache, features: second.features, state: state, gradients: &gradients,
        context: context)
      Self.add(gradient, to: &secondGradient)
    }
    if let secondGradient {
      network.backward(secondGradient, cache: &second.cache, state: state, gradients: &gradients, context: context)
    }
    if settings.subheads > 1 { gradients.scale(by: 1 / Float(settings.subheads)) }
    step.lap(\.backward)
    return records
  }

  /// The gradient of the loss for the map that a head gives of the second view, on its way back through that head.
  private typealias ReturningGradient = (gradient: Tensor, cache: Network.HeadCache)

  /// The loss of one copy of a head. Its gradients go through the head, for the first view.
  private func addGradients(
    of head: Int, copy: Int, _ batch: PairBatch, first: FeatureMap, second: FeatureMap, network: Network,
    state: NetworkState, firstGradient: inout FeatureGradient?, into gradients: inout ParameterStore,
    random: inout RandomSource, step: inout LearningStep
  ) throws -> (value: MutualInformationLoss.Evaluation, second: ReturningGradient) {
    let context = step.context
    // Whole images have one place, which needs no way back.
    let size = network.groupsImages ? first.raw.shape : batch.first.shape
    func map(_ features: FeatureMap) -> (output: Tensor, cache: Network.HeadCache) {
      network.probabilities(
        features, head: head, copy: copy, height: size.height, width: size.width, state: state, context: context)
    }
    let (a, b) = (map(first), map(second))
    let returned =
      network.groupsImages ? b.output : AffineResampling.forward(b.output, maps: batch.maps, context: context)
    step.lap(\.forward)
    let value = loss(
      of: heads[head].name, first: a.output, second: returned, mask: batch.mask, random: &random, context: context)
    step.lap(\.loss)
    guard value.loss.isFinite else {
      throw LearningError.lossNotFinite(step: step.number + 1, learningRate: step.learningRate)
    }
    let gradient = network.backward(
      value.firstGradient, cache: a.cache, features: first, state: state, gradients: &gradients, context: context)
    Self.add(gradient, to: &firstGradient)
    let back =
      network.groupsImages
      ? value.secondGradient : AffineResampling.adjoint(value.secondGradient, maps: batch.maps, context: context)
    step.lap(\.backward)
    return (value, (back, b.cache))
  }

  /// The loss of one head for two views in one frame.
  /// - Shapes: first and second [N, S, S, K], mask [N, S, S].
  /// - Parameter random: draws the sparse displacement, if one is configured.
  private func loss(
    of head: String, first: Tensor, second: Tensor, mask: Tensor?, random: inout RandomSource, context: ComputeContext
  ) -> MutualInformationLoss.Evaluation {
    let loss = MutualInformationLoss(
      radius: settings.radius, entropyWeight: settings.entropyWeight(of: head),
      form: settings.collapsed ? .collapsed : .perDisplacement)
    var offset = PairedMaps.Offset.zero
    if settings.sparseMaximum > 0 {
      offset = SparseDisplacement(minimum: settings.sparseMinimum, maximum: settings.sparseMaximum).draw(from: &random)
    }
    return loss(first: first, second: second, mask: mask, offset: offset, context: context)
  }

  private static func add(_ gradient: FeatureGradient, to sum: inout FeatureGradient?) {
    if sum == nil { sum = gradient } else { sum?.add(gradient) }
  }

  private mutating func note(_ losses: [Double], of head: Int) {
    copyLosses[head] =
      copyLosses[head].isEmpty ? losses : zip(copyLosses[head], losses).map { 0.95 * $0 + 0.05 * $1 }
  }

  // What the heads mean.

  /// The copy of a head with the lowest running loss.
  public func bestCopy(of head: Int) -> Int {
    copyLosses[head].indices.min { copyLosses[head][$0] < copyLosses[head][$1] } ?? 0
  }

  public var maps: [ClusterMap] {
    var maps = heads.indices.map { ClusterMap(heads[$0].name, .softmax(head: heads[$0].name, copy: bestCopy(of: $0))) }
    if let mergedClasses, let finest = maps.last {
      maps.append(
        ClusterMap(
          IICSettings.merged, finest.classifier, grouping: .init(count: settings.classes, groups: mergedClasses)))
    }
    return maps
  }

  public mutating func refresh(
    network: Network, state: NetworkState, sampler: PairSampler, isLast: Bool, context: ComputeContext,
    progress: (_ fraction: Double) -> Void
  ) throws {
    guard heads.count == 2 else { return }
    let statistics = try OverclusterStatistics(
      network: network, state: state, heads: (classes: 0, overclusters: 1), copies: (bestCopy(of: 0), bestCopy(of: 1)),
      radius: max(1, cropSize / (2 * sampler.geometry(of: network).reduction)), sampler: sampler,
      maximumBatches: isLast ? 64 : 8,
      context: context, progress: progress)
    mergedClasses =
      ClusterMerging(joint: statistics.joint, votes: statistics.votes, into: settings.classes).classes
  }

  // How training goes.

  public func runningLoss(_ log: MetricsLog) -> Double? {
    let losses = log.recent(50, of: IICSettings.main).map(\.loss)
    return losses.isEmpty ? nil : losses.reduce(0, +) / Double(losses.count)
  }

  public func warning(_ log: MetricsLog) -> String? {
    for head in heads {
      guard let share = log.recentMean(of: "largest_share", series: head.name, over: 50), share > 0.95 else { continue }
      let weight = head.name == IICSettings.main ? "entropyWeight" : "overclusteringEntropyWeight"
      return
        "The \(head.name) head puts \(Int(100 * share)) % of the \(groupsImages ? "images" : "pixels") into one cluster. "
        + "Raise method.iic.\(weight), lower the learning rate, or give more varied images."
    }
    return nil
  }

  private static let savedLosses = "subheadLosses"

  public func saved() throws -> MethodState {
    let losses = zip(heads, copyLosses).filter { !$1.isEmpty }.map { ($0.name, $1) }
    let text = try JSONEncoder().encode(Dictionary(uniqueKeysWithValues: losses))
    return MethodState(texts: [Self.savedLosses: String(decoding: text, as: UTF8.self)])
  }

  public mutating func restore(_ saved: MethodState, network: Network) -> Bool {
    guard let text = saved.texts[Self.savedLosses],
      let losses = try? JSONDecoder().decode([String: [Double]].self, from: Data(text.utf8))
    else { return false }
    for (index, head) in heads.enumerated() { copyLosses[index] = losses[head.name] ?? [] }
    return true
  }
}

/// What the copies of a head measured in one step, averaged.
private struct LossMeasurements {
  private(set) var losses: [Double] = []
  private var unweighted = 0.0
  private var entropy = 0.0
  private var largestShare = 0.0

  mutating func add(_ value: MutualInformationLoss.Evaluation) {
    losses.append(value.loss)
    unweighted += value.lossWithoutWeight
    let shares = value.clusterShares.map(Double.init)
    entropy -= shares.reduce(0) { $1 > 0 ? $0 + $1 * log($1) : $0 }
    largestShare += shares.max() ?? 0
  }

  /// The loss, the same with entropy weight 1 (minus the mutual information, in nats), the entropy of the cluster shares in
  /// nats (the logarithm of the cluster count when all are used alike), and the share of the largest cluster, 0...1.
  func record(step: Int, head: String) -> StepRecord {
    let count = Double(losses.count)
    return StepRecord(
      step: step, series: head,
      values: [
        "loss": losses.reduce(0, +) / count, "loss_without_weight": unweighted / count, "entropy": entropy / count,
        "largest_share": largestShare / count,
      ])
  }
}
