import Basics

// n rows, C channels, D columns of the result.

/// Products of matrices whose rows are features.
package enum MatrixProduct {
  private static let chunk = 2048

  /// Each row times the rows of `weights`.
  /// - Shapes: features [..., C], weights [D, C], result [..., D].
  package static func rows(_ features: Tensor, times weights: Tensor, context: ComputeContext) -> Tensor {
    let (D, C) = (weights.shape[0], weights.shape[1])
    precondition(features.shape.dimensions.last == C, "features \(features.shape) times weights \(weights.shape)")
    let n = features.count / max(1, C)
    var result = context.uninitialized(Shape(features.shape.dimensions.dropLast() + [D]))
    result.withMutablePointer { target in
      Tensor.withPointers(features, weights) { source, weights in
        context.forEach((n + chunk - 1) / chunk) { index in
          let start = index * chunk
          RowMajorProduct.multiply(
            BorrowedMatrix(address: source + start * C, stride: C),
            BorrowedMatrix(address: weights, stride: C, isTransposed: true), rows: min(chunk, n - start), columns: D,
            inner: C, into: target + start * D, stride: D)
        }
      }
    }
    return result
  }

  /// The sums of the products of each two channels over some rows, relative to a centre.
  /// - Shapes: features [n, C], centre [C], result [C, C].
  package static func gram(_ features: Tensor, rows: Range<Int>, minus centre: [Float]) -> [Float] {
    let C = centre.count
    var relative = [Float](repeating: 0, count: rows.count * C)
    features.withUnsafeBuffer { values in
      for (index, row) in rows.enumerated() {
        for c in 0..<C { relative[index * C + c] = values[row * C + c] - centre[c] }
      }
    }
    var result = [Float](repeating: 0, count: C * C)
    relative.withUnsafeBufferPointer { relative in
      result.withUnsafeMutableBufferPointer { result in
        guard let relative = relative.baseAddress, let result = result.baseAddress else { return }
        RowMajorProduct.multiply(
          BorrowedMatrix(address: relative, stride: C, isTransposed: true),
          BorrowedMatrix(address: relative, stride: C), rows: C, columns: C, inner: rows.count, into: result, stride: C)
      }
    }
    return result
  }
}
