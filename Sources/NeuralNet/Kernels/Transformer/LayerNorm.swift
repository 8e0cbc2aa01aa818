import Basics

// D channels.

/// Layer norm over the last axis: each row is brought to mean 0 and variance 1, then scaled and shifted by channel.
package struct LayerNorm: Sendable {
  /// Shapes: [D].
  package let scale: Tensor
  /// Shapes: [D].
  package let shift: Tensor
  /// Is added to the variance.
  package let epsilon: Float

  package init(scale: Tensor, shift: Tensor, epsilon: Float) {
    precondition(scale.count == shift.count, "\(scale.count) scales and \(shift.count) shifts")
    self.scale = scale
    self.shift = shift
    self.epsilon = epsilon
  }

  /// - Shapes: input [..., D], result the same.
  package func apply(_ input: Tensor, context: ComputeContext) -> Tensor {
    let D = scale.count
    precondition(input.shape.dimensions.last == D, "layer norm of \(D) channels on \(input.shape)")
    let blocks = RowBlocks(input.count / D)
    return context.filled(input.shape) { target in
      input.withPointer { source in
        lend { norm in
          context.forEach(blocks.count) { index in
            let rows = blocks[index]
            norm.apply(source + rows.lowerBound * D, rows: rows.count, into: target + rows.lowerBound * D)
          }
        }
      }
    }
  }

  /// Lends the addresses of the parameters while `body` runs.
  func lend<Result>(_ body: (BorrowedNorm) -> Result) -> Result {
    Tensor.withPointers(scale, shift) { body(BorrowedNorm(scale: $0, shift: $1, channels: scale.count, epsilon: epsilon)) }
  }
}

/// The addresses of the parameters of a ``LayerNorm``.
struct BorrowedNorm {
  let scale: UnsafePointer<Float>
  let shift: UnsafePointer<Float>
  let channels: Int
  let epsilon: Float

  func apply(_ source: UnsafePointer<Float>, rows: Int, into target: UnsafeMutablePointer<Float>) {
    TransformerLoops.fastest.normalize(source, rows, channels, scale, shift, epsilon, target)
  }
}
