import NeuralNet

// N images, H height, W width, C channels.

/// Means of features over the squares of a grid.
package enum SquareMeans {
  /// - Parameter side: of the squares, in features. Squares at the lower and right edges may be cut.
  /// - Shapes: map [N, H, W, C], result [N, H / side, W / side, C], rounded up.
  package static func of(_ map: FeatureMap, side: Int, context: ComputeContext) -> Tensor {
    let values = map.applied(context: context)
    let (H, W, C) = (values.shape.height, values.shape.width, values.shape.channels)
    let (rows, columns) = ((H + side - 1) / side, (W + side - 1) / side)
    var result = context.zeros(Shape(batch: values.shape.batch, height: rows, width: columns, channels: C))
    values.withUnsafeBuffer { source in
      result.withUnsafeMutableBuffer { target in
        // Each row of squares writes its own means.
        nonisolated(unsafe) let target = target
        context.forEach(values.shape.batch * rows) { line in
          let (n, row) = line.quotientAndRemainder(dividingBy: rows)
          let ys = row * side..<min(H, (row + 1) * side)
          for column in 0..<columns {
            let xs = column * side..<min(W, (column + 1) * side)
            let mean = (line * columns + column) * C
            for y in ys {
              for x in xs {
                let at = ((n * H + y) * W + x) * C
                for c in 0..<C { target[mean + c] += source[at + c] }
              }
            }
            let share = 1 / Float(ys.count * xs.count)
            for c in 0..<C { target[mean + c] *= share }
          }
        }
      }
    }
    return result
  }
}
