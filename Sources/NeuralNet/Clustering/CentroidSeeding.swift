import Basics
import Foundation

// m samples, C features, K clusters.

/// Draws the first centroids of k-means among the samples: each with a probability that grows with the squared distance to
/// those drawn before.
///
/// Of several candidates the one is taken that leaves the least sum of squared distances.
///
/// - Source: Arthur and Vassilvitskii, k-means++: The advantages of careful seeding, SODA 2007, with the candidates of its
///   section 6.
enum CentroidSeeding {
  /// Samples that are looked at, at most.
  private static let samples = 1 << 16
  /// Clusters up to which several candidates are compared.
  private static let clustersWithCandidates = 64

  /// - Shapes: features [n, C], result [K, C].
  static func centroids(
    _ K: Int, of features: Tensor, random: inout RandomSource, context: ComputeContext
  ) -> Tensor {
    let (n, C) = (features.shape[0], features.shape[1])
    let m = min(n, max(samples, K))
    // Spread over all samples, from a random place on.
    let shift = Int.random(in: 0..<max(1, n / m), using: &random)
    let rows = (0..<m).map { $0 * n / m + shift }.map { min($0, n - 1) }
    let candidates = K > clustersWithCandidates ? 1 : 2 + Int(log(Double(K)))
    var distances = [Float](repeating: .infinity, count: m)
    var chosen: [Int] = []
    for _ in 0..<K {
      let drawn =
        chosen.isEmpty
        ? [Int.random(in: 0..<m, using: &random)] : draw(candidates, by: distances, random: &random)
      let tried = drawn.map { place in
        closest(rows, to: rows[place], or: distances, features: features, C: C, context: context)
      }
      let best = tried.indices.min { tried[$0].sum < tried[$1].sum } ?? 0
      distances = tried[best].distances
      chosen.append(rows[drawn[best]])
    }
    return features.withUnsafeBuffer { values in
      Tensor([K, C], values: chosen.flatMap { values[$0 * C..<($0 + 1) * C] })
    }
  }

  /// Places drawn with probabilities in proportion to the squared distances; any places where all of these are 0.
  private static func draw(_ count: Int, by distances: [Float], random: inout RandomSource) -> [Int] {
    var cumulated: [Double] = []
    cumulated.reserveCapacity(distances.count)
    var sum = 0.0
    for distance in distances {
      sum += Double(distance)
      cumulated.append(sum)
    }
    guard sum > 0 else { return [Int.random(in: 0..<distances.count, using: &random)] }
    return (0..<count).map { _ in
      let target = Double.random(in: 0..<sum, using: &random)
      var (low, high) = (0, distances.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if cumulated[middle] > target { high = middle } else { low = middle + 1 }
      }
      return low
    }
  }

  /// The squared distances to a sample, or what they were where that is less, and their sum.
  private static func closest(
    _ rows: [Int], to sample: Int, or distances: [Float], features: Tensor, C: Int, context: ComputeContext
  ) -> (distances: [Float], sum: Double) {
    let parts = context.parallel.map(LloydIteration.chunks(rows.count)) { part in
      features.withUnsafeBuffer { values in
        part.map { place -> Float in
          let square = SquaredDistance.between(values, at: rows[place] * C, and: values, at: sample * C, count: C)
          return min(square, distances[place])
        }
      }
    }
    let all = parts.flatMap { $0 }
    return (all, all.reduce(0) { $0 + Double($1) })
  }
}
