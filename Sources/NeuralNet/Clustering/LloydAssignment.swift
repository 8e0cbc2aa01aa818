import Basics

// C features, K clusters.

/// Gives samples to their nearest centroids, as one step of ``LloydIteration``.
struct LloydAssignment {
  let features: Tensor
  /// What is taken from the features, so that products lose no digits.
  let mean: [Float]
  /// Of each sample the squared length, relative to the mean.
  let squares: [Float]
  /// Relative to the mean. Shape: [K, C].
  let centroids: [Float]
  let centroidSquares: [Float]
  /// For each centroid half the distance to the nearest other one.
  let halves: [Float]
  /// How far each centroid moved in the last step.
  let moves: [Float]
  /// The centroid that moved farthest, its way, and the longest way of the others.
  let farthest: (place: Int, first: Float, second: Float)
  /// Rows of a matrix product.
  let block: Int
  /// Bounds are kept apart by so much of themselves.
  let slack: Float

  /// What a part of the samples adds to the sums of the clusters.
  struct Change {
    var sums: [Double]
    var counts: [Int]
    /// Samples that changed their cluster.
    var samples = 0
  }

  /// Gives the samples of one part to centroids.
  func run(
    _ part: Range<Int>, labels: UnsafeMutableBufferPointer<Int32>, upper: UnsafeMutableBufferPointer<Float>,
    lower: UnsafeMutableBufferPointer<Float>
  ) -> Change {
    let (C, K) = (mean.count, halves.count)
    var change = Change(sums: [Double](repeating: 0, count: K * C), counts: [Int](repeating: 0, count: K))
    var rows: [Int] = []
    rows.reserveCapacity(block)
    var values = [Float](repeating: 0, count: block * C)
    var products = [Float](repeating: 0, count: block * K)
    features.withUnsafeBuffer { all in
      for row in part {
        let label = Int(labels[row])
        let place = rows.count * C
        if label >= 0 {
          let moved = label == farthest.place ? farthest.second : farthest.first
          upper[row] += moves[label]
          lower[row] = max(0, lower[row] - moved)
          let bound = max(halves[label], lower[row]) * (1 - slack)
          if upper[row] < bound { continue }
          takeRow(row, of: all, into: &values, at: place)
          upper[row] = values.withUnsafeBufferPointer { values in
            centroids.withUnsafeBufferPointer { centroids in
              SquaredDistance.between(values, at: place, and: centroids, at: label * C, count: C).squareRoot()
            }
          }
          if upper[row] < bound { continue }
        } else {
          takeRow(row, of: all, into: &values, at: place)
        }
        rows.append(row)
        if rows.count == block {
          compare(rows, values, &products, labels: labels, upper: upper, lower: lower, change: &change)
          rows.removeAll(keepingCapacity: true)
        }
      }
    }
    if !rows.isEmpty { compare(rows, values, &products, labels: labels, upper: upper, lower: lower, change: &change) }
    return change
  }

  private func takeRow(_ row: Int, of all: UnsafeBufferPointer<Float>, into values: inout [Float], at place: Int) {
    let C = mean.count
    for c in 0..<C { values[place + c] = all[row * C + c] - mean[c] }
  }

  /// Compares some samples with all centroids.
  private func compare(
    _ rows: [Int], _ values: [Float], _ products: inout [Float], labels: UnsafeMutableBufferPointer<Int32>,
    upper: UnsafeMutableBufferPointer<Float>, lower: UnsafeMutableBufferPointer<Float>, change: inout Change
  ) {
    let (C, K) = (mean.count, halves.count)
    products.withUnsafeMutableBufferPointer { products in
      values.withUnsafeBufferPointer { values in
        centroids.withUnsafeBufferPointer { centroids in
          guard let products = products.baseAddress, let values = values.baseAddress,
            let centroids = centroids.baseAddress
          else { return }
          RowMajorProduct.multiply(
            BorrowedMatrix(address: values, stride: C),
            BorrowedMatrix(address: centroids, stride: C, isTransposed: true), rows: rows.count, columns: K, inner: C,
            into: products, stride: K)
        }
      }
    }
    for (index, row) in rows.enumerated() {
      var (nearest, first, second) = (0, Float.infinity, Float.infinity)
      for k in 0..<K {
        let square = centroidSquares[k] - 2 * products[index * K + k]
        if square < first {
          (nearest, first, second) = (k, square, first)
        } else if square < second {
          second = square
        }
      }
      upper[row] = max(0, squares[row] + first).squareRoot()
      lower[row] = max(0, squares[row] + second).squareRoot()
      let old = Int(labels[row])
      guard old != nearest else { continue }
      change.samples += 1
      change.counts[nearest] += 1
      for c in 0..<C { change.sums[nearest * C + c] += Double(values[index * C + c]) }
      if old >= 0 {
        change.counts[old] -= 1
        for c in 0..<C { change.sums[old * C + c] -= Double(values[index * C + c]) }
      }
      labels[row] = Int32(nearest)
    }
  }
}
