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
    let components = Self.components(of: correlations, size: C, count: min(count, C))
    let kept = components.filter { $0.variance > 1e-4 }
    let D = max(1, kept.count)
    var weights = [Float](repeating: 0, count: C * D)
    var offsets = [Float](repeating: 0.5, count: D)
    for (d, component) in kept.enumerated() {
      let scale = 1 / (8 * component.variance.squareRoot())
      for c in 0..<C {
        let weight = component.direction[c] * scale / deviations[c]
        weights[c * D + d] = Float(weight)
        offsets[d] -= Float(weight * means[c])
      }
    }
    (self.weights, self.offsets, variances) = (weights, offsets, kept.map(\.variance))
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

  /// The directions of greatest variance of a symmetric matrix, by subspace iteration from fixed directions.
  private static func components(
    of matrix: [Double], size C: Int, count: Int
  ) -> [(direction: [Double], variance: Double)] {
    var random = RandomSource(seed: 0x5043_41)
    var basis = (0..<count).map { _ in (0..<C).map { _ in Double(random.normal()) } }
    func product(_ vector: [Double]) -> [Double] {
      matrix.withUnsafeBufferPointer { matrix in
        vector.withUnsafeBufferPointer { vector in
          (0..<C).map { row in
            var sum = 0.0
            for column in 0..<C { sum += matrix[row * C + column] * vector[column] }
            return sum
          }
        }
      }
    }
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    for _ in 0..<60 {
      for index in basis.indices {
        var vector = product(basis[index])
        // Twice, since rounding leaves a rest after the first time.
        for _ in 0..<2 {
          for earlier in basis[..<index] {
            let part = dot(vector, earlier)
            for c in 0..<C { vector[c] -= part * earlier[c] }
          }
        }
        let length = dot(vector, vector).squareRoot()
        basis[index] = length > 1e-12 ? vector.map { $0 / length } : [Double](repeating: 0, count: C)
      }
    }
    return basis.map { ($0, max(0, dot($0, product($0)))) }.sorted { $0.1 > $1.1 }
  }
}
