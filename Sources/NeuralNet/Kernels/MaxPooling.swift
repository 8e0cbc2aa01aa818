import Basics

// N images, H height, W width, C channels.

/// Maximum pooling over 2x2 windows with stride 2. The backward pass finds the place of the maximum again; of equal values,
/// it is the first in reading order.
enum MaxPooling {
  static func outputShape(_ input: Shape) -> Shape { input.with(height: input.height / 2, width: input.width / 2) }

  /// - Shapes: input [N, H, W, C], output [N, H / 2, W / 2, C].
  static func forward(_ input: FeatureMap, context: ComputeContext) -> Tensor {
    let shape = input.raw.shape
    let output = outputShape(shape)
    let C = shape.channels
    let stride = shape.width * C
    return context.filled(output) { target in
      PixelSource.lend(input) { source in
        context.forEach(output.batch * output.height, scratch: 2 * stride) { row, upper in
          let (n, y) = row.quotientAndRemainder(dividingBy: output.height)
          let lower = upper + stride
          source.copy(n: n, y: 2 * y, x: 0, count: shape.width, to: upper)
          source.copy(n: n, y: 2 * y + 1, x: 0, count: shape.width, to: lower)
          for x in 0..<output.width {
            let (a, b) = (upper + 2 * x * C, lower + 2 * x * C)
            let to = target + (row * output.width + x) * C
            for c in 0..<C { to[c] = max(max(a[c], a[c + C]), max(b[c], b[c + C])) }
          }
        }
      }
    }
  }

  /// The gradient with respect to `input` before its ReLU, with its sums when `input` has a batch norm.
  /// - Shapes: outputGradient [N, H / 2, W / 2, C], gradient [N, H, W, C].
  static func backward(_ outputGradient: Tensor, input: FeatureMap, context: ComputeContext) -> FeatureGradient {
    let shape = input.raw.shape
    let output = outputShape(shape)
    precondition(outputGradient.shape == output, "gradient \(outputGradient.shape) of pooled \(output)")
    let C = shape.channels
    let stride = shape.width * C
    // There is one more chunk than pooled rows, for an odd last row.
    let bands = (shape.height + 1) / 2
    var sums: OutputFinish.Sums?
    let values = context.filled(shape) { target in
      outputGradient.withPointer { gradient in
        PixelSource.lend(input) { source in
          sums = OutputFinish.gradient(of: input).lend(chunks: shape.batch * bands, channels: C) { finish in
            context.forEach(shape.batch * bands, scratch: 2 * stride) { chunk, upper in
              let (n, y) = chunk.quotientAndRemainder(dividingBy: bands)
              let first = (n * shape.height + 2 * y) * shape.width
              let pixels = min(2, shape.height - 2 * y) * shape.width
              let to = target + first * C
              to.update(repeating: 0, count: pixels * C)
              guard y < output.height else { return }
              let lower = upper + stride
              source.copy(n: n, y: 2 * y, x: 0, count: shape.width, to: upper)
              source.copy(n: n, y: 2 * y + 1, x: 0, count: shape.width, to: lower)
              for x in 0..<output.width {
                let (a, b) = (upper + 2 * x * C, lower + 2 * x * C)
                let g = gradient + ((n * output.height + y) * output.width + x) * C
                scatter(g, a, b, channels: C, to: to + 2 * x * C, to + stride + 2 * x * C)
              }
              finish.withChunk(chunk) { $0.apply(target, pixel: first, count: pixels) }
            }
          }
        }
      }
    }
    return FeatureGradient(values: values, sums: sums.map { GradientSums(sum: $0.sum, sumOfProducts: $0.products) })
  }

  /// Gives the gradient of a pooled pixel to the first of its four input pixels that has the maximum.
  @inline(__always)
  private static func scatter(
    _ g: UnsafePointer<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, channels C: Int,
    to toA: UnsafeMutablePointer<Float>, _ toB: UnsafeMutablePointer<Float>
  ) {
    var c = 0
    while c + 8 <= C {
      let (x0, x1, x2, x3) = (a.lanes(c), a.lanes(c + C), b.lanes(c), b.lanes(c + C))
      let first = x0 .>= x1 .& x0 .>= x2 .& x0 .>= x3
      let second = .!first .& x1 .>= x2 .& x1 .>= x3
      let third = .!first .& .!second .& x2 .>= x3
      let (value, zero) = (g.lanes(c), Lanes())
      toA.store(zero.replacing(with: value, where: first), c)
      toA.store(zero.replacing(with: value, where: second), c + C)
      toB.store(zero.replacing(with: value, where: third), c)
      toB.store(value.replacing(with: zero, where: first .| second .| third), c + C)
      c += 8
    }
    while c < C {
      let highest = max(max(a[c], a[c + C]), max(b[c], b[c + C]))
      let first = a[c] == highest
      let second = !first && a[c + C] == highest
      let third = !first && !second && b[c] == highest
      toA[c] = first ? g[c] : 0
      toA[c + C] = second ? g[c] : 0
      toB[c] = third ? g[c] : 0
      toB[c + C] = !(first || second || third) ? g[c] : 0
      c += 1
    }
  }
}
