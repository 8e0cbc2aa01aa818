import Basics

// D channels.

/// Layer norm: each token is brought to mean 0 and variance 1, then scaled and shifted by channel.
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

  package func apply(_ tokens: TokenPanels, context: ComputeContext) -> TokenPanels {
    precondition(tokens.channels == scale.count, "layer norm of \(scale.count) channels on \(tokens.values.shape)")
    var result = TokenPanels(
      uninitialized: tokens.images, count: tokens.count, channels: tokens.channels, context: context)
    let (floats, blocks) = (tokens.channels * TokenPanels.width, PanelBlocks(tokens.images * tokens.panels))
    result.values.withMutablePointer { target in
      tokens.values.withPointer { source in
        lend { norm in
          context.forEach(blocks.count) { index in
            let panels = blocks[index]
            norm.apply(
              source + panels.lowerBound * floats, panels: panels.count, into: target + panels.lowerBound * floats)
          }
        }
      }
    }
    return result
  }

  /// Lends the addresses of the parameters while `body` runs.
  func lend<Result>(_ body: (BorrowedNorm) -> Result) -> Result {
    Tensor.withPointers(scale, shift) { scale, shift in
      body(BorrowedNorm(scale: scale, shift: shift, channels: self.scale.count, epsilon: epsilon))
    }
  }
}

/// The addresses of the parameters of a ``LayerNorm``.
struct BorrowedNorm {
  let scale: UnsafePointer<Float>
  let shift: UnsafePointer<Float>
  let channels: Int
  let epsilon: Float

  func apply(_ source: UnsafePointer<Float>, panels: Int, into target: UnsafeMutablePointer<Float>) {
    TransformerLoops.fastest.normalize(source, panels, channels, scale, shift, epsilon, target)
  }
}
