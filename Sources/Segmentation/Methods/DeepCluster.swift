import Basics
import NeuralNet

/// DeepCluster, for pixels or whole images: k-means clusters the network's features now and then, and the network learns to tell
/// the clusters.
///
/// The clusters of a crop come from the network as it was when they were found. The network learns to predict them from the
/// transformed copy of the crop. With each clustering the head begins anew, since clusters have no order. After training, fresh
/// k-means of pixels drawn from all images give as many clusters as classes. (The version published with IIC draws one pixel a
/// batch for that.)
///
/// - Source: Caron, Bojanowski, Joulin and Douze, ECCV 2018; for pixels Ji, Henriques and Vedaldi, ICCV 2019, section 5.2.
public struct DeepCluster: LearningMethod {
  /// The settings of the method.
  public let settings: DeepClusterSettings
  private let pseudoLabels: FeatureClustering
  private let clustering: FeatureClustering
  private let seed: UInt64
  /// What the network learns to tell; nil before the first step.
  private var labels: PseudoLabels?
  public private(set) var clusters: ClusteredFeatures?

  /// The spread of a new head's weights, as in the paper's code.
  private static let headDeviation: Float = 0.01

  /// The method at its beginning. The seed decides the samples and the starts of k-means.
  public init(_ settings: DeepClusterSettings, seed: UInt64) {
    self.settings = settings
    self.seed = seed
    pseudoLabels = FeatureClustering(settings: settings.pseudoLabels, seed: seed, key: "method.deepcluster")
    clustering = FeatureClustering(settings: settings.clustering, seed: seed, key: "method.deepcluster")
  }

  public mutating func prepare(
    step: Int, network: Network, state: inout NetworkState, sampler: PairSampler, context: ComputeContext
  ) throws -> [String] {
    guard step.isMultiple(of: settings.interval) || labels == nil else { return [] }
    let round = step / settings.interval
    // The same pixels each time, so that one can tell how much their clusters change.
    let samples = try samples(for: pseudoLabels, network, state, sampler, context: context)
    let found = try pseudoLabels.clusters(
      of: samples, maps: [MapName.overclustering: settings.overclusters], seedOffset: UInt64(round), context: context)
    labels = PseudoLabels(state: state, clusters: found, before: labels)
    var random = RandomSource(seed: seed ^ 0xDEE9, stream: UInt64(round))
    return network.renew(head: 0, deviation: Self.headDeviation, of: &state, random: &random)
  }

  private func samples(
    for clustering: FeatureClustering, _ network: Network, _ state: NetworkState, _ sampler: PairSampler,
    share: Double = 1, context: ComputeContext,
    progress: (_ fraction: Double) -> Void = { _ in }
  ) throws -> Tensor {
    try clustering.samples(
      from: sampler, geometry: sampler.geometry(of: network), share: share, context: context, progress: progress
    ) {
      network.trunk($0, state: state, mode: .inference, context: context).features
    }
  }

  public mutating func addGradients(
    _ batch: PairBatch, network: Network, state: inout NetworkState, into gradients: inout ParameterStore,
    step: inout LearningStep
  ) throws -> [StepRecord] {
    guard var labels else { preconditionFailure("a step before its preparation") }
    let features = network.trunk(batch.first, state: labels.state, mode: .inference, context: step.context).features
    let value = try PredictedViews.addGradients(
      batch, targets: labels.targets(features, context: step.context),
      clusterWeights: settings.balanced ? labels.weights : nil, network: network, state: &state, into: &gradients,
      step: &step)
    var record = value.record(step: step.number + 1, series: DeepClusterSettings.head)
    record["nmi"] = labels.agreement
    labels.agreement = nil
    self.labels = labels
    return [record]
  }

  public mutating func refresh(
    network: Network, state: NetworkState, sampler: PairSampler, isLast: Bool, context: ComputeContext,
    progress: (_ fraction: Double) -> Void
  ) throws {
    let samples = try samples(
      for: clustering, network, state, sampler, share: isLast ? 1 : 0.25, context: context, progress: progress)
    clusters = try clustering.clusters(
      of: samples, maps: [MapName.main: settings.classes, MapName.overclustering: settings.overclusters],
      starts: isLast ? nil : 1, context: context, progress: progress)
  }

  public func saved() throws -> MethodState { MethodState(tensors: labels?.tensors ?? [:]) }

  public mutating func restore(_ saved: MethodState, network: Network) -> Bool {
    guard !saved.tensors.isEmpty else { return true }
    labels = PseudoLabels(saved.tensors, network: network, settings: settings)
    return labels != nil
  }

  /// The loss is of other clusters after each clustering, so no step has the lowest.
  public func runningLoss(_ log: MetricsLog) -> Double? { nil }

  public func warning(_ log: MetricsLog) -> String? {
    if let share = log.recentMean(of: "largest_share", series: DeepClusterSettings.head, over: 50), share > 0.95 {
      return
        "The network puts \(Int(100 * share)) % of what it sees into one cluster. Lower the learning rate, or give "
        + "more varied images."
    }
    return clusters?.warning
  }
}
