import Basics
import COpenBLAS

// N images, H height, W width, C input channels, K output channels, T taps.

/// Convolution as matrix products: the receptive field of each output pixel becomes a row of a patch matrix.
///
/// It works for every kernel, dilation, stride and padding, and is fast for few channels.
enum PatchConvolution {
  /// The output rows of one patch matrix, which stays in the second-level cache. Small images share a matrix, so that it
  /// has enough rows for the product to be fast.
  private struct Chunks {
    /// Output rows of all images that a chunk has at most.
    let rows: Int
    let count: Int
    /// Output rows of an image, and its chunks where it has several.
    private let height: Int
    private let bands: Int
    private let total: Int

    init(_ geometry: ConvGeometry, output: Shape, channels: Int) {
      let perRow = max(1, output.width * geometry.taps * channels)
      let fitting = max(1, min(64, 160_000 / perRow))
      height = output.height
      total = output.batch * output.height
      if fitting >= height {
        rows = fitting / height * height
        bands = 1
        count = (total + rows - 1) / rows
      } else {
        rows = fitting
        bands = (height + rows - 1) / rows
        count = output.batch * bands
      }
    }

    /// Rows counted over all images.
    func range(_ chunk: Int) -> Range<Int> {
      guard bands > 1 else { return chunk * rows..<min(total, (chunk + 1) * rows) }
      let (n, band) = chunk.quotientAndRemainder(dividingBy: bands)
      return n * height + band * rows..<n * height + min(height, (band + 1) * rows)
    }
  }

  /// Computes each output pixel as the product of its patch and the weights.
  /// - Parameters:
  ///   - weights: [T * C, K].
  ///   - offset: the input place of the first tap of output pixel 0.
  static func convolve(
    _ source: PixelSource, weights: UnsafePointer<Float>, geometry: ConvGeometry, offset: Int, output: Shape,
    finish: OutputFinish, context: ComputeContext
  ) -> (output: Tensor, sums: OutputFinish.Sums?) {
    let C = source.channels
    let K = output.channels
    let depth = geometry.taps * C
    let chunks = Chunks(geometry, output: output, channels: C)
    let matrixCount = chunks.rows * output.width * depth
    var sums: OutputFinish.Sums?
    let result = context.filled(output) { target in
      sums = finish.lend(chunks: chunks.count, channels: K) { finish in
        context.forEach(chunks.count, scratch: matrixCount + source.width * C) { chunk, matrix in
          let rows = chunks.range(chunk)
          gather(
            source, rows: rows, of: output, geometry: geometry, offset: offset, into: matrix,
            line: matrix + matrixCount)
          let first = rows.lowerBound * output.width
          let pixels = rows.count * output.width
          cblas_sgemm(
            CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(pixels), blasint(K), blasint(depth), 1, matrix,
            blasint(depth), weights, blasint(K), 0, target + first * K, blasint(K))
          finish.withChunk(chunk) { $0.apply(target, pixel: first, count: pixels) }
        }
      }
    }
    return (result, sums)
  }

  /// Adds the products of patches and output gradients.
  /// - Shapes: weightGradient [T * C, K].
  static func accumulateWeights(
    _ source: PixelSource, outputGradient: PixelSource, geometry: ConvGeometry,
    into weightGradient: UnsafeMutablePointer<Float>, context: ComputeContext
  ) {
    let C = source.channels
    let output = outputGradient.shape
    let K = output.channels
    let depth = geometry.taps * C
    let chunks = Chunks(geometry, output: output, channels: C)
    let groups = min(8, chunks.count)
    let stride = chunks.rows * output.width * (depth + K) + source.width * C
    context.lendingScratch(groups * depth * K, zeroed: true) { sums in
      context.forEach(groups, scratch: stride) { group, matrix in
        let gradient = matrix + chunks.rows * output.width * depth
        let line = gradient + chunks.rows * output.width * K
        for chunk in group * chunks.count / groups..<(group + 1) * chunks.count / groups {
          let rows = chunks.range(chunk)
          gather(
            source, rows: rows, of: output, geometry: geometry, offset: -geometry.padding, into: matrix, line: line)
          let pixels = rows.count * output.width
          outputGradient.copy(pixel: rows.lowerBound * output.width, count: pixels, to: gradient)
          cblas_sgemm(
            CblasRowMajor, CblasTrans, CblasNoTrans, blasint(depth), blasint(K), blasint(pixels), 1, matrix,
            blasint(depth), gradient, blasint(K), 1, sums + group * depth * K, blasint(K))
        }
      }
      for group in 0..<groups {
        let from = sums + group * depth * K
        for i in 0..<depth * K { weightGradient[i] += from[i] }
      }
    }
  }

  /// The gradient with respect to the input, as the sum of the gradients of all patches. It works for every stride.
  /// - Shapes: outputGradient [N, H', W', K], weights [T * C, K], result [N, H, W, C].
  static func scatter(
    _ outputGradient: PixelSource, weights: UnsafePointer<Float>, geometry: ConvGeometry, finish: OutputFinish,
    context: ComputeContext
  ) -> (gradient: Tensor, sums: OutputFinish.Sums?) {
    let input = geometry.input
    let (C, K, width) = (input.channels, outputGradient.channels, outputGradient.width)
    let depth = geometry.taps * C
    let pixels = input.height * input.width
    var sums: OutputFinish.Sums?
    let result = context.filled(input, zeroed: true) { target in
      sums = finish.lend(chunks: input.batch, channels: C) { finish in
        context.forEach(input.batch, scratch: width * (depth + K)) { n, matrix in
          let gradient = matrix + width * depth
          let image = target + n * pixels * C
          for y in 0..<outputGradient.height {
            outputGradient.copy(n: n, y: y, x: 0, count: width, to: gradient)
            cblas_sgemm(
              CblasRowMajor, CblasNoTrans, CblasTrans, blasint(width), blasint(depth), blasint(K), 1, gradient,
              blasint(K), weights, blasint(K), 0, matrix, blasint(depth))
            for ky in 0..<geometry.kernel {
              let sy = y * geometry.stride - geometry.padding + ky * geometry.dilation
              guard sy >= 0 && sy < input.height else { continue }
              for x in 0..<width {
                for kx in 0..<geometry.kernel {
                  let sx = x * geometry.stride - geometry.padding + kx * geometry.dilation
                  guard sx >= 0 && sx < input.width else { continue }
                  let from = matrix + x * depth + (ky * geometry.kernel + kx) * C
                  let to = image + (sy * input.width + sx) * C
                  for c in 0..<C { to[c] += from[c] }
                }
              }
            }
          }
          finish.withChunk(n) { $0.apply(target, pixel: n * pixels, count: pixels) }
        }
      }
    }
    return (result, sums)
  }

  /// Fills the patch matrix of some output rows: `[rows * width, T * C]`, zero where a tap lies outside.
  private static func gather(
    _ source: PixelSource, rows: Range<Int>, of output: Shape, geometry: ConvGeometry, offset: Int,
    into matrix: UnsafeMutablePointer<Float>, line: UnsafeMutablePointer<Float>
  ) {
    let (C, width, stride) = (source.channels, output.width, geometry.stride)
    let depth = geometry.taps * C
    if geometry.kernel == 1 && offset == 0 && stride == 1 && width == source.width && output.height == source.height {
      source.copy(pixel: rows.lowerBound * width, count: rows.count * width, to: matrix)
      return
    }
    var previous = -1
    // The taps of one source row are filled together, so that its remaining work is done once for each row of taps.
    for row in rows {
      let (n, y) = row.quotientAndRemainder(dividingBy: output.height)
      for ky in 0..<geometry.kernel {
        let sy = y * stride + offset + ky * geometry.dilation
        let inside = sy >= 0 && sy < source.height
        if inside && n * source.height + sy != previous {
          source.copy(n: n, y: sy, x: 0, count: source.width, to: line)
          previous = n * source.height + sy
        }
        let column = matrix + (row - rows.lowerBound) * width * depth + ky * geometry.kernel * C
        for x in 0..<width {
          let to = column + x * depth
          let start = x * stride + offset
          // Neighbouring taps lie side by side in both, unless they are dilated.
          let run = geometry.dilation == 1 ? geometry.kernel : 1
          for kx in Swift.stride(from: 0, to: geometry.kernel, by: run) {
            let sx = start + kx * geometry.dilation
            let low = inside ? min(run, max(0, -sx)) : run
            let high = inside ? max(low, min(run, source.width - sx)) : run
            let taps = to + kx * C
            for i in 0..<low * C { taps[i] = 0 }
            let from = line + (sx + low) * C
            for i in 0..<(high - low) * C { taps[low * C + i] = from[i] }
            for i in high * C..<run * C { taps[i] = 0 }
          }
        }
      }
    }
  }
}
