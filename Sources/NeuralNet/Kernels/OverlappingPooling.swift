import Basics

// N images, H height, W width, C channels.

/// Maximum pooling over 3x3 windows with stride 2, of which the first begins one pixel before the image. There is no
/// backward pass.
package enum OverlappingPooling {
  package static func outputShape(_ input: Shape) -> Shape {
    input.with(height: (input.height + 1) / 2, width: (input.width + 1) / 2)
  }

  /// - Shapes: input [N, H, W, C], output [N, (H + 1) / 2, (W + 1) / 2, C].
  package static func forward(_ input: Tensor, context: ComputeContext) -> Tensor {
    let shape = input.shape
    let output = outputShape(shape)
    let (C, width) = (shape.channels, shape.width)
    return context.filled(output) { target in
      input.withPointer { source in
        context.forEach(output.batch * output.height, scratch: width * C) { row, highest in
          let (n, y) = row.quotientAndRemainder(dividingBy: output.height)
          let rows = max(0, 2 * y - 1)..<min(shape.height, 2 * y + 2)
          let image = source + n * shape.height * width * C
          highest.update(from: image + rows.lowerBound * width * C, count: width * C)
          for other in rows.dropFirst() { raise(highest, to: image + other * width * C, count: width * C) }
          for x in 0..<output.width {
            let columns = max(0, 2 * x - 1)..<min(width, 2 * x + 2)
            let to = target + (row * output.width + x) * C
            to.update(from: highest + columns.lowerBound * C, count: C)
            for other in columns.dropFirst() { raise(to, to: highest + other * C, count: C) }
          }
        }
      }
    }
  }

  /// The greater of each two values.
  @inline(__always)
  private static func raise(_ values: UnsafeMutablePointer<Float>, to others: UnsafePointer<Float>, count: Int) {
    var i = 0
    while i + 8 <= count {
      let (value, other) = (values.lanes(i), others.lanes(i))
      values.store(value.replacing(with: other, where: other .> value), i)
      i += 8
    }
    while i < count {
      if others[i] > values[i] { values[i] = others[i] }
      i += 1
    }
  }
}
