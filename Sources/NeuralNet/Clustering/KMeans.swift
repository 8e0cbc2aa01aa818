import Basics
import Foundation

// n samples, C features, K clusters.

/// K-means clustering: centroids that lower the sum of the squared distances from samples to their nearest centroid.
///
/// The first centroids are drawn by k-means++. Lloyd's iterations follow; bounds on the distances spare most of the samples
/// the comparison with all centroids. A cluster that loses its last sample begins anew at the sample that is farthest from its
/// own centroid.
///
/// - Source: Arthur and Vassilvitskii, k-means++: The advantages of careful seeding, SODA 2007; Hamerly, Making k-means even
///   faster, SDM 2010.
public struct KMeans: Sendable {
  /// Clusters to find, K.
  public var clusters: Int
  /// Iterations at most.
  public var iterations = 300
  /// Iterations end when the centroids' squared movements add up to less than this part of the features' mean variance.
  public var tolerance = 1e-4
  /// How often clustering begins anew with other first centroids; the least sum of squared distances is kept.
  public var starts = 1
  /// Decides the first centroids.
  public var seed: UInt64 = 0

  /// What clustering gives.
  public struct Result: Sendable {
    /// Shape: [K, C].
    public let centroids: Tensor
    /// The cluster of each sample, 0..<K.
    public let labels: [Int32]
    /// The sum of the squared distances from the samples to their centroids.
    public let inertia: Double
    /// Iterations taken.
    public let iterations: Int
  }

  /// K-means for so many clusters.
  public init(clusters: Int) { self.clusters = clusters }

  /// Clusters samples. Results do not depend on the number of threads. Processes that compute together share the starts.
  /// - Parameters:
  ///   - features: [n, C].
  ///   - progress: is told after each start the done part, 0...1.
  /// - Precondition: at least one cluster, and as many samples as clusters.
  public func fit(
    _ features: Tensor, context: ComputeContext, progress: (_ fraction: Double) -> Void = { _ in }
  ) -> Result {
    precondition(
      features.shape.rank == 2 && clusters > 0 && features.shape[0] >= clusters,
      "features \(features.shape) for \(clusters) clusters")
    let results = context.communicator.map(max(1, starts)) { start in
      var random = RandomSource(seed: seed, stream: UInt64(start))
      let first = CentroidSeeding.centroids(clusters, of: features, random: &random, context: context)
      defer { progress(Double(start + 1) / Double(max(1, starts))) }
      return refine(first, on: features, context: context).flat
    }.map { Result($0, centroids: [clusters, features.shape[1]]) }
    // The first of equal ones.
    return results.dropFirst().reduce(results[0]) { $1.inertia < $0.inertia ? $1 : $0 }
  }

  /// Lloyd's iterations from given centroids.
  /// - Shapes: centroids [K, C], features [n, C].
  public func refine(_ centroids: Tensor, on features: Tensor, context: ComputeContext) -> Result {
    var state = LloydIteration(features, centroids: centroids, context: context)
    let limit = tolerance * state.meanVariance
    var taken = 0
    while taken < iterations {
      taken += 1
      let (changed, movement) = state.step(context: context)
      if changed == 0 || movement <= limit { break }
    }
    let (labels, inertia) = state.assignment(context: context)
    return Result(centroids: state.centroids, labels: labels, inertia: inertia, iterations: taken)
  }
}

extension KMeans.Result {
  /// All in one array, as another process gets it.
  fileprivate var flat: [Double] {
    [inertia, Double(iterations)] + centroids.values.map { Double($0) } + labels.map { Double($0) }
  }

  fileprivate init(_ flat: [Double], centroids shape: Shape) {
    (inertia, iterations) = (flat[0], Int(flat[1]))
    centroids = Tensor(shape, values: flat[2..<2 + shape.count].map { Float($0) })
    labels = flat[(2 + shape.count)...].map { Int32($0) }
  }
}
