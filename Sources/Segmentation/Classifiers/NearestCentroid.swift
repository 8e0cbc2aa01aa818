import NeuralNet

// K clusters, C channels.

/// Gives each feature to the centroid that is nearest by Euclidean distance, as k-means does.
public struct NearestCentroid: PixelClassifier {
  /// Shapes: [K, C].
  public let centroids: Tensor

  /// - Precondition: the centroids form a matrix of at least one row.
  public init(_ centroids: Tensor) {
    precondition(
      centroids.shape.rank == 2 && centroids.shape[0] > 0, "centroids \(centroids.shape) are no matrix [K, C]")
    self.centroids = centroids
  }

  public var clusters: Int { centroids.shape[0] }

  /// - Shapes: features [N, H, W, C], result [N, H, W, K].
  /// - Values: 1 for the nearest centroid, the first of equally near ones; 0 for the others.
  public func probabilities(_ features: FeatureMap, context: ComputeContext) -> Tensor {
    let map = features.applied(context: context)
    let (K, C) = (clusters, centroids.shape[1])
    precondition(map.shape.channels == C, "features \(map.shape) for centroids of \(C) channels")
    var result = context.zeros(map.shape.with(channels: K))
    map.withUnsafeBuffer { source in
      centroids.withUnsafeBuffer { centroids in
        result.withUnsafeMutableBuffer { target in
          // Each row writes its own pixels.
          nonisolated(unsafe) let target = target
          let width = map.shape.width
          context.forEach(map.shape.batch * map.shape.height) { row in
            for pixel in row * width..<(row + 1) * width {
              var nearest = (cluster: 0, distance: Float.infinity)
              for k in 0..<K {
                var distance: Float = 0
                for c in 0..<C {
                  let difference = source[pixel * C + c] - centroids[k * C + c]
                  distance += difference * difference
                }
                if distance < nearest.distance { nearest = (k, distance) }
              }
              target[pixel * K + nearest.cluster] = 1
            }
          }
        }
      }
    }
    return result
  }
}
