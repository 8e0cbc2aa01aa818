import Basics
import COpenBLAS

// C inputs, K outputs.

/// A matrix product with a bias: each row of the input times the rows of the weights.
package struct LinearLayer: Sendable {
  /// Shapes: [K, C].
  package let weights: Tensor
  /// Shapes: [K].
  package let bias: Tensor

  package var inputs: Int { weights.shape[1] }
  package var outputs: Int { weights.shape[0] }

  package init(weights: Tensor, bias: Tensor) {
    precondition(weights.shape.rank == 2 && bias.count == weights.shape[0], "weights \(weights.shape), bias \(bias.shape)")
    self.weights = weights
    self.bias = bias
  }

  /// - Shapes: input [..., C], result [..., K].
  package func apply(_ input: Tensor, context: ComputeContext) -> Tensor {
    let (C, K) = (inputs, outputs)
    precondition(input.shape.dimensions.last == C, "a linear layer of \(C) inputs on \(input.shape)")
    let blocks = RowBlocks(input.count / C)
    return context.filled(Shape(input.shape.dimensions.dropLast() + [K])) { target in
      input.withPointer { source in
        lend { linear in
          context.forEach(blocks.count) { index in
            let rows = blocks[index]
            linear.apply(source + rows.lowerBound * C, rows: rows.count, into: target + rows.lowerBound * K)
          }
        }
      }
    }
  }

  /// Lends the addresses of the parameters while `body` runs.
  func lend<Result>(_ body: (BorrowedLinear) -> Result) -> Result {
    Tensor.withPointers(weights, bias) { body(BorrowedLinear(weights: $0, bias: $1, inputs: inputs, outputs: outputs)) }
  }
}

/// The addresses of the parameters of a ``LinearLayer``.
struct BorrowedLinear {
  let weights: UnsafePointer<Float>
  let bias: UnsafePointer<Float>
  let inputs: Int
  let outputs: Int

  /// Sets the rows of `target`.
  func apply(_ source: UnsafePointer<Float>, rows: Int, into target: UnsafeMutablePointer<Float>) {
    for row in 0..<rows { (target + row * outputs).update(from: bias, count: outputs) }
    addProduct(source, rows: rows, to: target)
  }

  /// Adds to the rows of `target`.
  func add(_ source: UnsafePointer<Float>, rows: Int, to target: UnsafeMutablePointer<Float>) {
    for row in 0..<rows {
      let row = target + row * outputs
      for k in 0..<outputs { row[k] += bias[k] }
    }
    addProduct(source, rows: rows, to: target)
  }

  private func addProduct(_ source: UnsafePointer<Float>, rows: Int, to target: UnsafeMutablePointer<Float>) {
    RowMajorProduct.multiply(
      BorrowedMatrix(address: source, stride: inputs),
      BorrowedMatrix(address: weights, stride: inputs, isTransposed: true), rows: rows, columns: outputs, inner: inputs,
      accumulate: true, into: target, stride: outputs)
  }
}
