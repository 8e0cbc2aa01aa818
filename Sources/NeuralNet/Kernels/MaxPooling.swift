import Basics

// N images, H height, W width, C channels.

/// Maximum pooling over 2x2 windows with stride 2. The place of the maximum is found again in the backward pass rather
/// than stored; of equal values the first in reading order wins.
enum MaxPooling {
  static func outputShape(_ input: Shape) -> Shape { input.with(height: input.height / 2, width: input.width / 2) }

  /// - Shapes: input [N, H, W, C], output [N, H / 2, W / 2, C].
  static func forward(_ input: FeatureMap, context: ComputeContext) -> Tensor {
    let shape = input.raw.shape
    let output = outputShape(shape)
    let C = shape.channels
    var result = context.uninitialized(output)
    let target = result.mutablePointer
    let source = PixelSource(input.raw, affine: input.affine)
    let stride = shape.width * C
    var scratch = context.uninitialized([context.threads, 2 * stride])
    let lines = scratch.mutablePointer
    context.forEachWithWorker(output.batch * output.height) { row, worker in
      let (n, y) = row.quotientAndRemainder(dividingBy: output.height)
      let upper = lines + worker * 2 * stride
      let lower = upper + stride
      source.copy(n: n, y: 2 * y, x: 0, count: shape.width, to: upper)
      source.copy(n: n, y: 2 * y + 1, x: 0, count: shape.width, to: lower)
      for x in 0..<output.width {
        let (a, b) = (upper + 2 * x * C, lower + 2 * x * C)
        let to = target + (row * output.width + x) * C
        for c in 0..<C { to[c] = max(max(a[c], a[c + C]), max(b[c], b[c + C])) }
      }
    }
    return result
  }

  /// The gradient with respect to `input`; masked by its ReLU, with its sums, where a batch norm is pending on it.
  /// - Shapes: outputGradient [N, H / 2, W / 2, C], gradient [N, H, W, C].
  static func backward(_ outputGradient: Tensor, input: FeatureMap, context: ComputeContext) -> FeatureGradient {
    let shape = input.raw.shape
    let output = outputShape(shape)
    precondition(outputGradient.shape == output, "gradient \(outputGradient.shape) of pooled \(output)")
    let C = shape.channels
    let stride = shape.width * C
    var result = context.uninitialized(shape)
    let target = result.mutablePointer
    let source = PixelSource(input.raw, affine: input.affine)
    var scratch = context.uninitialized([context.threads, 2 * stride])
    let lines = scratch.mutablePointer
    let gradient = outputGradient.pointer
    // One more band than pooled rows, for an odd last row.
    let bands = (shape.height + 1) / 2
    let finish = OutputFinish.gradient(of: input)
    finish.begin(chunks: shape.batch * bands, channels: C)
    context.forEachWithWorker(shape.batch * bands) { chunk, worker in
      let (n, y) = chunk.quotientAndRemainder(dividingBy: bands)
      let first = (n * shape.height + 2 * y) * shape.width
      let pixels = min(2, shape.height - 2 * y) * shape.width
      let to = target + first * C
      to.update(repeating: 0, count: pixels * C)
      guard y < output.height else { return }
      let upper = lines + worker * 2 * stride
      let lower = upper + stride
      source.copy(n: n, y: 2 * y, x: 0, count: shape.width, to: upper)
      source.copy(n: n, y: 2 * y + 1, x: 0, count: shape.width, to: lower)
      for x in 0..<output.width {
        let (a, b) = (upper + 2 * x * C, lower + 2 * x * C)
        let g = gradient + ((n * output.height + y) * output.width + x) * C
        let (toA, toB) = (to + 2 * x * C, to + stride + 2 * x * C)
        for c in 0..<C {
          let highest = max(max(a[c], a[c + C]), max(b[c], b[c + C]))
          let first = a[c] == highest
          let second = !first && a[c + C] == highest
          let third = !first && !second && b[c] == highest
          toA[c] = first ? g[c] : 0
          toA[c + C] = second ? g[c] : 0
          toB[c] = third ? g[c] : 0
          toB[c + C] = !(first || second || third) ? g[c] : 0
        }
      }
      finish.withChunk(chunk) { $0.apply(target, pixel: first, count: pixels) }
    }
    return FeatureGradient(
      values: result, sums: finish.joined.map { GradientSums(sum: $0.sum, sumOfProducts: $0.products) })
  }
}
