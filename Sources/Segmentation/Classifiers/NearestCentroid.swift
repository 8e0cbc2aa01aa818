import NeuralNet

// K clusters, C channels.

/// Gives each feature to the centroid that is nearest by Euclidean distance, as k-means does.
///
/// With a variance, probabilities are those of a mixture of Gaussians around the centroids, all of the same size and with this
/// variance in every direction. The nearest centroid is then the likeliest. K-means is the limit of a variance of 0.
///
/// - Source: Bishop, Pattern Recognition and Machine Learning, 2006, section 9.3.2.
public struct NearestCentroid: PixelClassifier {
  /// Shapes: [K, C].
  public let centroids: Tensor
  /// The mean squared distance of samples to their centroid, by channel; nil where all probability is that of the nearest.
  public let variance: Float?

  /// - Precondition: the centroids form a matrix of at least one row, and the variance is finite and not below 1e-20.
  public init(_ centroids: Tensor, variance: Float? = nil) {
    precondition(
      centroids.shape.rank == 2 && centroids.shape[0] > 0, "centroids \(centroids.shape) are no matrix [K, C]")
    precondition(variance.map(Self.allows) ?? true, "a variance \(variance ?? 0) around centroids")
    self.centroids = centroids
    self.variance = variance
  }

  /// Whether quotients of squared distances and a variance do not overflow.
  package static func allows(variance: Float) -> Bool { variance >= 1e-20 && variance.isFinite }

  public var clusters: Int { centroids.shape[0] }

  /// - Shapes: features [N, H, W, C], result [N, H, W, K].
  /// - Values: 0...1, summing to 1 over K. Without a variance 1 for the nearest centroid, the first of equally near ones.
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
                if let variance { target[pixel * K + k] = -distance / (2 * variance) }
              }
              if variance == nil { target[pixel * K + nearest.cluster] = 1 }
            }
          }
        }
      }
    }
    return variance == nil ? result : Softmax.forward(result, context: context)
  }
}
