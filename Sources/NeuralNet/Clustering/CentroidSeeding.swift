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
    let rows = (0..<m).map { min($0 * n / m + shift, n - 1) }
    let drawn = CentredRows(rows, of: features, context: context)
    let candidates = K > clustersWithCandidates ? 1 : 2 + Int(log(Double(K)))
    var distances = [Float](repeating: .infinity, count: m)
    var chosen: [Int] = []
    for _ in 0..<K {
      let tried =
        chosen.isEmpty
        ? [Int.random(in: 0..<m, using: &random)] : draw(candidates, by: distances, random: &random)
      let closest = drawn.closest(to: tried, or: distances, context: context)
      let best = closest.indices.min { closest[$0].sum < closest[$1].sum } ?? 0
      distances = closest[best].distances
      chosen.append(rows[tried[best]])
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
}

/// Some of the samples relative to their mean, so that distances can be taken by matrix products without loss of digits.
private struct CentredRows {
  /// Shape: [m, C].
  private let values: Tensor
  /// The squared length of each.
  private let squares: [Float]

  init(_ rows: [Int], of features: Tensor, context: ComputeContext) {
    let (m, C) = (rows.count, features.shape[1])
    var sums = [Double](repeating: 0, count: C)
    var values = Tensor([m, C])
    squares = features.withUnsafeBuffer { source in
      for row in rows { for c in 0..<C { sums[c] += Double(source[row * C + c]) } }
      let mean = sums.map { Float($0 / Double(m)) }
      return values.withUnsafeMutableBuffer { target in
        rows.enumerated().map { place, row in
          var square: Float = 0
          for c in 0..<C {
            let value = source[row * C + c] - mean[c]
            target[place * C + c] = value
            square += value * value
          }
          return square
        }
      }
    }
    self.values = values
  }

  /// For each of some samples the squared distances of all to it, or what they were where that is less, and their sum.
  func closest(
    to samples: [Int], or distances: [Float], context: ComputeContext
  ) -> [(distances: [Float], sum: Double)] {
    let (C, L) = (values.shape[1], samples.count)
    let chosen = values.withUnsafeBuffer { all in
      Tensor([L, C], values: samples.flatMap { all[$0 * C..<($0 + 1) * C] })
    }
    let products = MatrixProduct.rows(values, times: chosen, context: context)
    return products.withUnsafeBuffer { products in
      context.parallel.map(Array(samples.indices)) { index in
        let own = squares[samples[index]]
        var sum = 0.0
        let closest = distances.indices.map { place -> Float in
          let square = max(0, squares[place] + own - 2 * products[place * L + index])
          let least = min(square, distances[place])
          sum += Double(least)
          return least
        }
        return (closest, sum)
      }
    }
  }
}
