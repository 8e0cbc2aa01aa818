import Basics

// N images, H height, W width, C bands, P patch size, D channels, p tokens before those of the patches.

/// Turns the patches of a part of images into tokens, by a matrix product.
package struct PatchEmbedding: Sendable {
  /// Of [D, P * P * C]: the values of a patch row by row.
  private let linear: LinearLayer
  /// Shapes: [D].
  private let bias: Tensor
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
    self.bias = bias
    patch = P
    bands = C
    self.leading = leading
  }

  /// The weights of the embedding as a convolution with the patch as kernel and stride, and its bias.
  /// - Shapes: weights [D, C, P, P], bias [D].
  package var convolution: (weights: Tensor, bias: Tensor) {
    let (D, C, P) = (linear.outputs, bands, patch)
    let turned = linear.plain.weights.values
    var values = [Float](repeating: 0, count: turned.count)
    for k in 0..<D {
      for c in 0..<C {
        for i in 0..<P * P { values[(k * C + c) * P * P + i] = turned[(k * P * P + i) * C + c] }
      }
    }
    return (Tensor([D, C, P, P], values: values), bias)
  }

  /// The tokens of a part of some images.
  /// - Parameters:
  ///   - rows: of patches, and `columns` likewise.
  ///   - positions: is added to the tokens of the patches, [rows, columns, D].
  /// - Shapes: input [N, H, W, C].
  package func tokens(
    of input: Tensor, images: Range<Int>, rows: Range<Int>, columns: Range<Int>, positions: Tensor,
    context: ComputeContext
  ) -> TokenPanels {
    let (D, width) = (linear.outputs, TokenPanels.width)
    let (depth, p) = (linear.inputs, leading.count / D)
    let patches = rows.count * columns.count
    precondition(input.shape.channels == bands && positions.count == patches * D, "\(input.shape), \(positions.shape)")
    var result = TokenPanels(uninitialized: images.count, count: p + patches, channels: D, context: context)
    let panels = result.panels
    let blocks = PanelBlocks(images.count * panels)
    result.values.withMutablePointer { target in
      Tensor.withPointers(input, positions) { source, positions in
        Tensor.withPointers(leading, bias) { leading, bias in
          linear.lend { linear in
            context.forEach(blocks.count, scratch: blocks.size * depth * width) { index, matrix in
              for (place, panel) in blocks[index].enumerated() {
                let (n, own) = panel.quotientAndRemainder(dividingBy: panels)
                let image = source + (images.lowerBound + n) * input.shape.height * input.shape.width * bands
                let start = target + panel * D * width
                for lane in 0..<width {
                  let patch = own * width + lane - p
                  let column = matrix + place * depth * width + lane
                  guard patch >= 0, patch < patches else {
                    for i in 0..<depth { column[i * width] = 0 }
                    for c in 0..<D { start[c * width + lane] = patch < 0 ? leading[(patch + p) * D + c] : 0 }
                    continue
                  }
                  for c in 0..<D { start[c * width + lane] = positions[patch * D + c] + bias[c] }
                  let (y, x) = patch.quotientAndRemainder(dividingBy: columns.count)
                  copy(
                    image, y: rows.lowerBound + y, x: columns.lowerBound + x, of: input.shape.width, into: column)
                }
              }
              linear.apply(
                matrix, panels: blocks[index].count, adding: true, hasBias: false,
                into: target + blocks[index].lowerBound * D * width)
            }
          }
        }
      }
    }
    return result
  }

  /// Copies the values of one patch into a column of a panel.
  private func copy(
    _ image: UnsafePointer<Float>, y: Int, x: Int, of width: Int, into column: UnsafeMutablePointer<Float>
  ) {
    let line = patch * bands
    for row in 0..<patch {
      let from = image + ((y * patch + row) * width + x * patch) * bands
      for i in 0..<line { column[(row * line + i) * TokenPanels.width] = from[i] }
    }
  }
}
