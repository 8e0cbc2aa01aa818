import Basics
import Foundation
import NeuralNet

// C channels, D components.

/// The principal components of standardised features, each scaled to a standard deviation of 1/8 around 1/2, so that a byte
/// for 0...1 holds four deviations on both sides.
///
/// It takes the place of a classifier, so that the machinery for tiles makes maps of the components.
package struct FeatureProjection: PixelClassifier {
  private let projection: LinearProjection
  /// The variance of each component among standardised features, the largest first.
  package let variances: [Double]

  package var clusters: Int { projection.outputs }

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
    let directions = kept.map { component in
      let scale = 1 / (8 * component.value.squareRoot())
      return (0..<C).map { component.vector[$0] * scale / deviations[$0] }
    }
    // Features that do not vary have one component, which is the same everywhere.
    let rows = directions.isEmpty ? [[Double](repeating: 0, count: C)] : directions
    let biases = rows.map { row in zip(row, means).reduce(0.5) { $0 - $1.0 * $1.1 } }
    projection = LinearProjection(
      weights: Tensor([rows.count, C], values: rows.joined().map { Float($0) }),
      biases: Tensor([rows.count], values: biases.map { Float($0) }), normalized: false)
    variances = kept.map(\.value)
  }

  /// - Shapes: features [N, H, W, C], result [N, H, W, D].
  package func probabilities(_ features: FeatureMap, context: ComputeContext) -> Tensor {
    projection(features.applied(context: context), context: context)
  }
}
