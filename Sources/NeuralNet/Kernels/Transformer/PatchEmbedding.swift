import Basics

// N images, H height, W width, C bands, P patch size, D channels, T tokens, p tokens before those of the patches.

/// Turns the patches of a part of images into tokens, by a matrix product.
package struct PatchEmbedding: Sendable {
  /// Shapes: weights [D, P * P * C], the values of a patch row by row.
  package let linear: LinearLayer
  package let patch: Int
  package let bands: Int
  /// The tokens before those of the patches. Shapes: [p, D].
  package let leading: Tensor

  /// - Shapes: weights [D, C, P, P], bias [D], leading [p, D].
  package init(weights: Tensor, bias: Tensor, leading: Tensor) {
    let shape = weights.shape
    precondition(shape.rank == 4 && shape[2] == shape[3], "weights \(shape) of square patches")
    let (D, C, P) = (shape[0], shape[1], shape[2])
    let values = weights.values
    var turned = [Float](repeating: 0, count: values.count)
    for k in 0..<D {
      for c in 0..<C {
        for i in 0..<P * P { turned[(k * P * P + i) * C + c] = values[(k * C + c) * P * P + i] }
      }
    }
    linear = LinearLayer(weights: Tensor([D, P * P * C], values: turned), bias: bias)
    patch = P
    bands = C
    self.leading = leading
  }

  /// The tokens of a part of some images.
  /// - Parameters:
  ///   - rows: of patches, and `columns` likewise.
  ///   - positions: is added to the tokens of the patches, [rows, columns, D].
  /// - Shapes: input [N, H, W, C], result [images, p + rows * columns, D].
  package func tokens(
    of input: Tensor, images: Range<Int>, rows: Range<Int>, columns: Range<Int>, positions: Tensor,
    context: ComputeContext
  ) -> Tensor {
    let (P, C, D, width) = (patch, bands, linear.outputs, input.shape.width)
    let (depth, p) = (linear.inputs, leading.count / linear.outputs)
    let patches = rows.count * columns.count
    precondition(input.shape.channels == C && positions.count == patches * D, "\(input.shape), \(positions.shape)")
    let blocks = RowBlocks(patches)
    return context.filled([images.count, p + patches, D]) { target in
      Tensor.withPointers(input, positions) { source, positions in
        leading.withPointer { leading in
          linear.lend { linear in
            context.forEach(images.count * blocks.count, scratch: blocks.size * depth) { index, matrix in
              let (n, block) = index.quotientAndRemainder(dividingBy: blocks.count)
              let range = blocks[block]
              let image = source + (images.lowerBound + n) * input.shape.height * width * C
              for (place, patch) in range.enumerated() {
                let (y, x) = patch.quotientAndRemainder(dividingBy: columns.count)
                let corner = image + ((rows.lowerBound + y) * width + columns.lowerBound + x) * P * C
                for line in 0..<P {
                  (matrix + place * depth + line * P * C).update(from: corner + line * width * C, count: P * C)
                }
              }
              let tokens = target + n * (p + patches) * D
              if block == 0 { tokens.update(from: leading, count: p * D) }
              let own = tokens + (p + range.lowerBound) * D
              own.update(from: positions + range.lowerBound * D, count: range.count * D)
              linear.add(matrix, rows: range.count, to: own)
            }
          }
        }
      }
    }
  }
}
