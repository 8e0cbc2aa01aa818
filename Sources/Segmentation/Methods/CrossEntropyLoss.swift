import Foundation
import NeuralNet

// N images, H height, W width, K clusters.

/// The cross-entropy of a map of cluster probabilities and a map of targets, averaged over pixels.
package struct CrossEntropyLoss {
  /// In nats.
  package let loss: Double
  /// With respect to the probabilities. Shapes: [N, H, W, K].
  package let gradient: Tensor
  /// The mean of the probabilities over the pixels that count. Shape: [K].
  package let shares: [Double]
  /// The share of the pixels that count whose most probable cluster is that of the target.
  package let agreement: Double

  /// Probabilities below this count as this in logarithms.
  private static let floor: Float = 1e-6

  /// - Shapes: probabilities and targets [N, H, W, K], mask [N, H, W].
  /// - Values: targets sum to 1 over K; the mask is 0 where a pixel does not count, else 1.
  /// - Parameter clusterWeights: how much a pixel counts by its target. Shape: [K]; nil where all count alike.
  package init(
    _ probabilities: Tensor, targets: Tensor, mask: Tensor?, clusterWeights: [Float]? = nil, context: ComputeContext
  ) {
    let shape = probabilities.shape
    precondition(targets.shape == shape, "probabilities \(shape) and targets \(targets.shape)")
    let (K, width) = (shape.channels, shape.width)
    let rows = shape.batch * shape.height
    let weights = Self.pixelWeights(targets, mask: mask?.values, clusterWeights)
    let counted = context.sums([weights.map { $0.reduce(0.0) { $0 + Double($1) } } ?? Double(shape.pixels)])[0]
    let scale = counted > 0 ? Float(1 / counted) : 0
    var gradient = context.zeros(shape)
    struct Sums {
      var loss = 0.0
      var agreeing = 0.0
      var shares: [Double]
    }
    let sums = probabilities.withUnsafeBuffer { p in
      targets.withUnsafeBuffer { t in
        gradient.withUnsafeMutableBuffer { g in
          // Each row writes its own gradients.
          nonisolated(unsafe) let g = g
          return context.parallel.map(Array(0..<rows)) { row in
            var sums = Sums(shares: [Double](repeating: 0, count: K))
            for pixel in row * width..<(row + 1) * width {
              let weight = weights?[pixel] ?? 1
              if weight == 0 { continue }
              let at = pixel * K
              var (likeliest, target) = (0, 0)
              for k in 0..<K {
                let value = max(p[at + k], Self.floor)
                sums.shares[k] += Double(weight * p[at + k])
                if p[at + k] > p[at + likeliest] { likeliest = k }
                if t[at + k] > t[at + target] { target = k }
                if t[at + k] == 0 { continue }
                sums.loss -= Double(weight * t[at + k] * logf(value))
                g[at + k] = p[at + k] < Self.floor ? 0 : -scale * weight * t[at + k] / value
              }
              if likeliest == target { sums.agreeing += Double(weight) }
            }
            return sums
          }
        }
      }
    }
    let share = counted > 0 ? 1 / counted : 0
    // Joined in the order of the rows.
    let own = (0..<K).map { k in sums.reduce(0) { $0 + $1.shares[k] } }
    let whole = context.sums(own + [sums.reduce(0) { $0 + $1.loss }, sums.reduce(0) { $0 + $1.agreeing }])
    loss = share * whole[K]
    agreement = share * whole[K + 1]
    shares = whole[..<K].map { share * $0 }
    self.gradient = gradient
  }

  /// How much each pixel counts; nil where all count alike.
  private static func pixelWeights(_ targets: Tensor, mask: [Float]?, _ clusterWeights: [Float]?) -> [Float]? {
    guard let clusterWeights else { return mask }
    let K = clusterWeights.count
    return targets.withUnsafeBuffer { targets in
      (0..<targets.count / K).map { pixel in
        var weight: Float = 0
        for k in 0..<K { weight += targets[pixel * K + k] * clusterWeights[k] }
        return weight * (mask?[pixel] ?? 1)
      }
    }
  }

  /// The loss, the share of agreeing pixels, the entropy of the cluster shares in nats, and the share of the largest cluster.
  func record(step: Int, series: String) -> StepRecord {
    let entropy = shares.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 }
    return StepRecord(
      step: step, series: series,
      values: ["loss": loss, "agreement": agreement, "entropy": entropy, "largest_share": shares.max() ?? 0])
  }
}
