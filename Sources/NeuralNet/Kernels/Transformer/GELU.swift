import Basics

/// The Gaussian error linear unit `x * (1 + erf(x / sqrt(2))) / 2`, and the gate that some networks have in its place.
package enum GELU {
  private static let chunk = 1 << 14

  package static func apply(_ input: Tensor, context: ComputeContext) -> Tensor {
    let chunks = (input.count + chunk - 1) / chunk
    return context.filled(input.shape) { target in
      input.withPointer { source in
        context.forEach(chunks) { index in
          let start = index * chunk
          let count = min(chunk, input.count - start)
          (target + start).update(from: source + start, count: count)
          TransformerLoops.fastest.gelu(target + start, count)
        }
      }
    }
  }

  /// `x * sigmoid(x) * y`, where each row of the input holds x and then y.
  /// - Shapes: input [..., 2 H], result [..., H].
  package static func gate(_ input: Tensor, context: ComputeContext) -> Tensor {
    let width = input.shape.dimensions.last ?? 0
    precondition(width > 0 && width % 2 == 0, "a gate on rows of \(width) values")
    let (H, blocks) = (width / 2, RowBlocks(input.count / width))
    return context.filled(Shape(input.shape.dimensions.dropLast() + [H])) { target in
      input.withPointer { source in
        context.forEach(blocks.count) { index in
          let rows = blocks[index]
          TransformerLoops.fastest.gate(source + rows.lowerBound * width, rows.count, H, target + rows.lowerBound * H)
        }
      }
    }
  }
}
