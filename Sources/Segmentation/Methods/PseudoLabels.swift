import Datasets
import Imaging
import NeuralNet

// K clusters.

/// What a network of ``DeepCluster`` learns to tell: clusters of the features that it had when they were found.
struct PseudoLabels: Sendable {
  /// The network as it was.
  let state: NetworkState
  private let projection: LinearProjection
  /// Shape: [K, D].
  private let centroids: Tensor
  /// The cluster of each sample.
  private let assignment: [Int32]
  /// The normalised mutual information of the samples' clusters and those before, 0...1; nil where there were none, or once it
  /// was told.
  var agreement: Double?

  /// - Parameters:
  ///   - state: the network that gave the features.
  ///   - clusters: of its features, with an overclustering map.
  ///   - before: the labels before, of the same samples.
  init(state: NetworkState, clusters: ClusteredFeatures, before: PseudoLabels?) {
    guard let centroids = clusters.centroids[MapName.overclustering],
      let assignment = clusters.assignments[MapName.overclustering]
    else { preconditionFailure("labels without clusters") }
    self.state = state
    self.centroids = centroids
    self.assignment = assignment
    projection = clusters.projection
    agreement = before.flatMap { Self.agreement($0.assignment, assignment) }
  }

  /// The clusters of features. Shapes: [N, H, W, C] to [N, H, W, K].
  func targets(_ features: FeatureMap, context: ComputeContext) -> Tensor {
    let projected = projection(features.applied(context: context), context: context)
    return NearestCentroid(centroids).probabilities(FeatureMap(projected), context: context)
  }

  /// Weights by which all clusters count alike, 1 on average over the samples. Shape: [K].
  var weights: [Float] {
    var counts = [Int](repeating: 0, count: centroids.shape[0])
    for cluster in assignment { counts[Int(cluster)] += 1 }
    let used = counts.count { $0 > 0 }
    return counts.map { $0 > 0 ? Float(assignment.count) / Float(used * $0) : 0 }
  }

  private static func agreement(_ one: [Int32], _ other: [Int32]) -> Double? {
    guard one.count == other.count else { return nil }
    func map(_ labels: [Int32]) -> LabelMap {
      LabelMap(width: labels.count, height: 1, values: labels.map { UInt16($0) })
    }
    var matrix = ConfusionMatrix()
    matrix.add(masks: map(one), classes: map(other))
    return ClusteringAgreement(matrix.cells).normalizedMutualInformation
  }

  // In a checkpoint.

  private static let prefix = "labels"

  var tensors: [String: Tensor] {
    var tensors = state.flat(prefix: Self.prefix)
    tensors["labels.projection.weight"] = projection.weights
    tensors["labels.projection.bias"] = projection.biases
    tensors["labels.centroids"] = centroids
    tensors["labels.assignment"] = Tensor([assignment.count], values: assignment.map { Float($0) })
    return tensors
  }

  /// - Returns: nil where the tensors are of another network or other settings.
  init?(_ tensors: [String: Tensor], network: Network, settings: DeepClusterSettings) {
    guard let state = NetworkState(flat: tensors, prefix: Self.prefix, layout: network.layout),
      let weights = tensors["labels.projection.weight"], let biases = tensors["labels.projection.bias"],
      let centroids = tensors["labels.centroids"], let assignment = tensors["labels.assignment"],
      weights.shape.rank == 2, centroids.shape.rank == 2, biases.shape == Shape([weights.shape[0]]),
      weights.shape[1] == network.featureChannels,
      centroids.shape == Shape([settings.overclusters, weights.shape[0]]),
      assignment.values.allSatisfy({ (0..<Float(settings.overclusters)).contains($0) })
    else { return nil }
    self.state = state
    self.centroids = centroids
    self.assignment = assignment.values.map { Int32($0) }
    projection = LinearProjection(weights: weights, biases: biases, normalized: settings.pseudoLabels.normalized)
  }
}
