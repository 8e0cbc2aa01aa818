import Basics

// C inputs, K outputs.

/// A matrix product with a bias: each token times the rows of the weights.
package struct LinearLayer: Sendable {
  package let inputs: Int
  package let outputs: Int
  /// In the order in which the product reads them.
  private let weights: Tensor
  /// Shapes: [K].
  private let bias: Tensor

  /// - Shapes: weights [K, C], bias [K].
  package init(weights: Tensor, bias: Tensor) {
    precondition(
      weights.shape.rank == 2 && bias.count == weights.shape[0], "weights \(weights.shape), bias \(bias.shape)")
    inputs = weights.shape[1]
    outputs = weights.shape[0]
    self.weights = Self.packed(weights, group: TransformerLoops.fastest.group)
    self.bias = bias
  }

  /// Weights in groups of rows: for each input, the weights of the rows of a group side by side.
  package static func packed(_ weights: Tensor, group: Int) -> Tensor {
    let (K, C) = (weights.shape[0], weights.shape[1])
    let groups = (K + group - 1) / group
    var result = Tensor(weights.shape)
    result.withMutablePointer { target in
      weights.withPointer { source in
        for index in 0..<groups {
          let rows = K * index / groups..<K * (index + 1) / groups
          let own = target + rows.lowerBound * C
          for row in rows {
            for c in 0..<C { own[c * rows.count + row - rows.lowerBound] = source[row * C + c] }
          }
        }
      }
    }
    return result
  }

  /// The weights in the order of a matrix, and the bias.
  /// - Shapes: weights [K, C], bias [K].
  package var plain: (weights: Tensor, bias: Tensor) {
    let (K, C) = (outputs, inputs)
    let groups = (K + TransformerLoops.fastest.group - 1) / TransformerLoops.fastest.group
    var result = Tensor([K, C])
    result.withMutablePointer { target in
      weights.withPointer { source in
        for index in 0..<groups {
          let rows = K * index / groups..<K * (index + 1) / groups
          let own = source + rows.lowerBound * C
          for row in rows {
            for c in 0..<C { target[row * C + c] = own[c * rows.count + row - rows.lowerBound] }
          }
        }
      }
    }
    return (result, bias)
  }

  /// Lends the addresses of the parameters while `body` runs.
  func lend<Result>(_ body: (BorrowedLinear) -> Result) -> Result {
    Tensor.withPointers(weights, bias) { weights, bias in
      body(BorrowedLinear(weights: weights, bias: bias, inputs: inputs, outputs: outputs))
    }
  }
}

/// The addresses of the parameters of a ``LinearLayer``.
struct BorrowedLinear {
  let weights: UnsafePointer<Float>
  let bias: UnsafePointer<Float>
  let inputs: Int
  let outputs: Int

  /// - Parameter adding: whether the result is added to what is in `target`.
  func apply(
    _ source: UnsafePointer<Float>, panels: Int, adding: Bool = false, hasBias: Bool = true,
    into target: UnsafeMutablePointer<Float>
  ) {
    TransformerLoops.fastest.linear(
      weights, hasBias ? bias : nil, outputs, inputs, source, panels, adding ? 1 : 0, target)
  }
}
