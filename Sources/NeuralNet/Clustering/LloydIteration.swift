import Basics
import Foundation

// n samples, C features, K clusters.

/// K-means under way: the centroids, and for each sample its cluster and bounds on its distances.
///
/// A sample stays in its cluster without a comparison where an upper bound on the distance to its own centroid is below a
/// lower bound on the distance to all others, or below half the way from its centroid to the next. All other samples are
/// compared with all centroids at once, by a matrix product. Features are taken relative to their mean, so that the product
/// loses no digits where they lie far from zero.
struct LloydIteration {
  /// The mean of the variances of the features.
  let meanVariance: Double
  private let features: Tensor
  private let mean: [Float]
  /// Of each sample the squared length, relative to the mean.
  private let squares: [Float]
  /// Relative to the mean. Shape: [K, C].
  private var relative: [Float]
  private var sums: [Double]
  private var counts: [Int]
  /// The cluster of each sample; -1 before the first step.
  private var labels: [Int32]
  /// At least the distance to the own centroid.
  private var upper: [Float]
  /// At most the distance to the nearest other centroid.
  private var lower: [Float]
  /// How far each centroid moved in the last step.
  private var moves: [Float]

  private var K: Int { counts.count }
  private var C: Int { mean.count }
  private var n: Int { labels.count }

  /// Rows of a matrix product.
  private static let block = 256
  /// Bounds are kept apart by so much of themselves, since distances are rounded.
  private static let slack: Float = 1e-5

  init(_ features: Tensor, centroids: Tensor, context: ComputeContext) {
    let (n, C, K) = (features.shape[0], features.shape[1], centroids.shape[0])
    precondition(centroids.shape[1] == C, "centroids \(centroids.shape) for features \(features.shape)")
    self.features = features
    var total = [SIMD2<Double>](repeating: .zero, count: C)
    let parts = context.parallel.map(Self.chunks(n)) { part in
      var sums = [SIMD2<Double>](repeating: .zero, count: C)
      features.withUnsafeBuffer { values in
        for row in part { for c in 0..<C { sums[c] += Self.powers(values[row * C + c]) } }
      }
      return sums
    }
    for part in parts { for c in 0..<C { total[c] += part[c] } }
    let means = total.map { $0[0] / Double(n) }
    let mean = means.map { Float($0) }
    self.mean = mean
    let variances = zip(total, means).map { max(0, $0[1] / Double(n) - $1 * $1) }
    meanVariance = variances.reduce(0, +) / Double(C)
    squares = context.parallel.map(Self.chunks(n)) { part in
      features.withUnsafeBuffer { values in
        part.map { row in (0..<C).reduce(Float(0)) { $0 + Self.square(values[row * C + $1] - mean[$1]) } }
      }
    }.flatMap { $0 }
    relative = centroids.values.enumerated().map { $1 - mean[$0 % C] }
    sums = [Double](repeating: 0, count: K * C)
    counts = [Int](repeating: 0, count: K)
    labels = [Int32](repeating: -1, count: n)
    upper = [Float](repeating: .infinity, count: n)
    lower = [Float](repeating: 0, count: n)
    moves = [Float](repeating: 0, count: K)
  }

  /// Shape: [K, C].
  var centroids: Tensor {
    Tensor([K, C], values: relative.enumerated().map { $1 + mean[$0 % C] })
  }

  /// Gives samples to their nearest centroids, and moves each centroid to the mean of its samples.
  /// - Returns: samples that changed their cluster, and the sum of the squared movements.
  mutating func step(context: ComputeContext) -> (changed: Int, movement: Double) {
    let changed = assign(context: context)
    refillEmptyClusters()
    var movement = 0.0
    for k in 0..<K where counts[k] > 0 {
      var square = 0.0
      for c in 0..<C {
        let value = Float(sums[k * C + c] / Double(counts[k]))
        square += Double(Self.square(value - relative[k * C + c]))
        relative[k * C + c] = value
      }
      movement += square
      moves[k] = Float(square.squareRoot())
    }
    return (changed, movement)
  }

  /// The nearest centroids of all samples, and the sum of the squared distances.
  mutating func assignment(context: ComputeContext) -> (labels: [Int32], inertia: Double) {
    _ = assign(context: context)
    let parts = context.parallel.map(Self.chunks(n)) { part in
      features.withUnsafeBuffer { values in
        part.reduce(0.0) { sum, row in
          sum + Double(squaredDistance(values, row: row, to: Int(labels[row])))
        }
      }
    }
    return (labels, parts.reduce(0, +))
  }

  // The parts of a step.

  private mutating func assign(context: ComputeContext) -> Int {
    let centroidSquares = (0..<K).map { k in (0..<C).reduce(Float(0)) { $0 + Self.square(relative[k * C + $1]) } }
    let assignment = LloydAssignment(
      features: features, mean: mean, squares: squares, centroids: relative, centroidSquares: centroidSquares,
      halves: halfDistances, moves: moves, farthest: Self.twoLargest(moves), block: Self.block, slack: Self.slack)
    let parts = Self.chunks(n)
    let changes = labels.withUnsafeMutableBufferPointer { labels in
      upper.withUnsafeMutableBufferPointer { upper in
        lower.withUnsafeMutableBufferPointer { lower in
          // Each chunk writes its own samples.
          nonisolated(unsafe) let (labels, upper, lower) = (labels, upper, lower)
          return context.parallel.map(parts) { assignment.run($0, labels: labels, upper: upper, lower: lower) }
        }
      }
    }
    var samples = 0
    for change in changes where change.samples > 0 {
      samples += change.samples
      for index in sums.indices { sums[index] += change.sums[index] }
      for k in 0..<K { counts[k] += change.counts[k] }
    }
    for k in 0..<K { moves[k] = 0 }
    return samples
  }

  /// For each centroid half the distance to the nearest other one.
  private var halfDistances: [Float] {
    var halves = [Float](repeating: .infinity, count: K)
    for k in 0..<K {
      for other in 0..<k {
        let square = (0..<C).reduce(Float(0)) { $0 + Self.square(relative[k * C + $1] - relative[other * C + $1]) }
        let half = square.squareRoot() / 2
        halves[k] = min(halves[k], half)
        halves[other] = min(halves[other], half)
      }
    }
    return halves
  }

  /// Moves a centroid without samples to the sample that may be farthest from its own, where any is away from its own.
  private mutating func refillEmptyClusters() {
    for k in 0..<K where counts[k] == 0 {
      var found: Int?
      for row in 0..<n where counts[Int(labels[row])] > 1 && upper[row] > (found.map { upper[$0] } ?? 0) { found = row }
      guard let row = found else { continue }
      let old = Int(labels[row])
      features.withUnsafeBuffer { values in
        for c in 0..<C {
          let value = Double(values[row * C + c] - mean[c])
          sums[old * C + c] -= value
          sums[k * C + c] = value
        }
      }
      counts[old] -= 1
      counts[k] = 1
      labels[row] = Int32(k)
      (upper[row], lower[row]) = (0, 0)
    }
  }

  private func squaredDistance(_ values: UnsafeBufferPointer<Float>, row: Int, to k: Int) -> Float {
    var sum: Float = 0
    for c in 0..<C { sum += Self.square(values[row * C + c] - mean[c] - relative[k * C + c]) }
    return sum
  }

  /// The samples in at most 64 parts of equal size, cut by their number alone.
  static func chunks(_ n: Int) -> [Range<Int>] {
    let size = max(1024, (n + 63) / 64)
    return stride(from: 0, to: n, by: size).map { $0..<min(n, $0 + size) }
  }

  private static func square(_ value: Float) -> Float { value * value }

  private static func powers(_ value: Float) -> SIMD2<Double> { SIMD2(Double(value), Double(value) * Double(value)) }

  /// The place of the largest value, the value, and the largest of the others.
  private static func twoLargest(_ values: [Float]) -> (place: Int, first: Float, second: Float) {
    var (place, first, second) = (0, -Float.infinity, Float(0))
    for (index, value) in values.enumerated() {
      if value > first {
        (place, first, second) = (index, value, max(first, 0))
      } else {
        second = max(second, value)
      }
    }
    return (place, first, second)
  }
}
