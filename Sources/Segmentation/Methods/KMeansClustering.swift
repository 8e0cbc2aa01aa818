import NeuralNet

/// K-means on features of pixels. It trains no network and takes no steps.
///
/// The features are those of the pixels and what surrounds them, of a network without learning, or of one that has learned.
public struct KMeansClustering: LearningMethod {
  /// The settings of the method.
  public let settings: KMeansSettings
  private let clustering: FeatureClustering
  private let pixelFeatures: PixelFeatures?
  public private(set) var clusters: ClusteredFeatures?

  /// Batches that a network without learning takes its batch-norm statistics from.
  private static let statisticsBatches = 64

  /// - Parameter bands: channels of the images.
  public init(_ settings: KMeansSettings, bands: Int, seed: UInt64) {
    self.settings = settings
    pixelFeatures = settings.pixelFeatures(bands: bands)
    clustering = FeatureClustering(settings: settings.clustering, seed: seed, key: "method.kmeans")
  }

  public var takesSteps: Bool { false }

  public mutating func addGradients(
    _ batch: PairBatch, network: Network, state: inout NetworkState, into gradients: inout ParameterStore,
    step: inout LearningStep
  ) throws -> [StepRecord] {
    preconditionFailure("k-means takes no steps")
  }

  public mutating func prepare(
    step: Int, network: Network, state: inout NetworkState, sampler: PairSampler, context: ComputeContext
  ) throws -> [String] {
    guard settings.features == .untrained else { return [] }
    // From the beginning also where a checkpoint was read.
    state = network.initialState(seed: clustering.seed)
    for batch in 0..<Self.statisticsBatches {
      let (crops, _) = try sampler.crops(step: batch, context: context)
      let (_, cache) = network.trunk(crops, state: state, mode: .training, context: context)
      network.commitStatistics(cache, to: &state)
    }
    return []
  }

  public mutating func refresh(
    network: Network, state: NetworkState, sampler: PairSampler, isLast: Bool, context: ComputeContext,
    progress: (_ fraction: Double) -> Void
  ) throws {
    let geometry = pixelFeatures?.geometry ?? sampler.geometry(of: network)
    let samples = try clustering.samples(from: sampler, geometry: geometry, context: context, progress: progress) {
      crops in
      pixelFeatures?.features(crops, context: context)
        ?? network.trunk(crops, state: state, mode: .inference, context: context).features
    }
    clusters = try clustering.clusters(
      of: samples, maps: [MapName.main: settings.classes, MapName.overclustering: settings.overclusters],
      context: context, progress: progress)
  }

  public func saved() throws -> MethodState { MethodState() }
  public mutating func restore(_ saved: MethodState, network: Network) -> Bool { true }
  public func runningLoss(_ log: MetricsLog) -> Double? { nil }
  public func warning(_ log: MetricsLog) -> String? { clusters?.warning }
}
