import Basics
import Foundation
import NeuralNet

// C channels, D components.

/// The principal components of standardised features, each scaled to a standard deviation of 1/8 around 1/2, so that a byte
/// for 0...1 holds four deviations on both sides.
///
/// It takes the place of a classifier, so that the machinery for tiles makes maps of the components.
package struct FeatureProjection: PixelClassifier {
  /// Weight of each channel (row) in each component (column). Shape: [C, D].
  private let weights: [Float]
  /// What is added to each component. Shape: [D].
  private let offsets: [Float]
  /// The variance of each component among standardised features, the largest first.
  package let variances: [Double]

  package var clusters: Int { offsets.count }

  /// - Parameter count: components wanted; fewer where the features do not vary in as many directions.
  package init(_ moments: FeatureMoments, count: Int) {
    let C = moments.channels
    let (means, deviations) = moments.spread
    var correlations = [Double](repeating: 0, count: C * C)
    for i in 0..<C {
      for j in 0...i {
        let covariance = moments.products[i * C + j] / max(1, moments.count) - means[i] * means[j]
        correlations[i * C + j] = covariance / (deviations[i] * deviations[j])
        correlations[j * C + i] = correlations[i * C + j]
      }
    }
    let kept = SymmetricEigen.decompose(correlations, size: C).prefix(count).filter { $0.value > 1e-4 }
    let D = max(1, kept.count)
    var weights = [Float](repeating: 0, count: C * D)
    var offsets = [Float](repeating: 0.5, count: D)
    for (d, component) in kept.enumerated() {
      let scale = 1 / (8 * component.value.squareRoot())
      for c in 0..<C {
        let weight = component.vector[c] * scale / deviations[c]
        weights[c * D + d] = Float(weight)
        offsets[d] -= Float(weight * means[c])
      }
    }
    (self.weights, self.offsets, variances) = (weights, offsets, kept.map(\.value))
  }

  /// - Shapes: features [N, H, W, C], result [N, H, W, D].
  package func probabilities(_ features: FeatureMap, context: ComputeContext) -> Tensor {
    let map = features.applied(context: context)
    let (C, D) = (map.shape.channels, offsets.count)
    precondition(C * D == weights.count, "features \(map.shape) for a projection of \(weights.count / D) channels")
    var result = context.zeros(map.shape.with(channels: D))
    map.withUnsafeBuffer { source in
      result.withUnsafeMutableBuffer { target in
        // Each row writes its own pixels.
        nonisolated(unsafe) let target = target
        let width = map.shape.width
        context.forEach(map.shape.batch * map.shape.height) { row in
          weights.withUnsafeBufferPointer { weights in
            for pixel in row * width..<(row + 1) * width {
              for d in 0..<D { target[pixel * D + d] = offsets[d] }
              for c in 0..<C {
                let value = source[pixel * C + c]
                if value == 0 { continue }
                for d in 0..<D { target[pixel * D + d] += value * weights[c * D + d] }
              }
            }
          }
        }
      }
    }
    return result
  }
}
