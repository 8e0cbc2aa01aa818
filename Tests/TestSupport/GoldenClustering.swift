/// `golden/clustering.json`: what scikit-learn and PyTorch computed.
package struct GoldenClustering: Decodable, Sendable {
  package let kMeans: Clusters
  package let whitening: Whitened
  package let crossEntropy: CrossEntropy

  package static func load() throws -> GoldenClustering { try Fixtures.json("golden/clustering.json") }

  package struct Clusters: Decodable, Sendable {
    /// Centroids in the order of their first coordinates.
    package let points, centroids: GoldenTensor
    package let inertia: Double
  }

  package struct Whitened: Decodable, Sendable {
    package let points, values: GoldenTensor
  }

  package struct CrossEntropy: Decodable, Sendable {
    package let probabilities, targets, mask, weights, gradient: GoldenTensor
    package let loss: Double
  }
}
