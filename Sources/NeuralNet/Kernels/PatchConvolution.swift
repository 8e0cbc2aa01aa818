import Basics
import COpenBLAS

// N images, H height, W width, C input channels, K output channels, T taps.

/// Convolution as matrix products: the receptive field of each output pixel becomes a row of a patch matrix.
///
/// It works for every kernel, dilation and padding, and is fast for few channels.
enum PatchConvolution {
  /// The output pixels of one patch matrix, which stays in the second-level cache.
  private static func rowsPerChunk(_ geometry: ConvGeometry, width: Int, channels: Int) -> Int {
    let perRow = max(1, width * geometry.taps * channels)
    return max(1, min(64, 160_000 / perRow))
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
    let rows = rowsPerChunk(geometry, width: output.width, channels: C)
    let bands = (output.height + rows - 1) / rows
    let matrixCount = rows * output.width * depth
    var sums: OutputFinish.Sums?
    let result = context.filled(output) { target in
      sums = finish.lend(chunks: output.batch * bands, channels: K) { finish in
        context.forEach(output.batch * bands, scratch: matrixCount + source.width * C) { chunk, matrix in
          let (n, band) = chunk.quotientAndRemainder(dividingBy: bands)
          let y0 = band * rows
          let count = min(rows, output.height - y0)
          gather(
            source, n: n, rows: y0..<y0 + count, width: output.width, geometry: geometry, offset: offset, into: matrix,
            line: matrix + matrixCount)
          let first = (n * output.height + y0) * output.width
          let pixels = count * output.width
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
    let rows = rowsPerChunk(geometry, width: output.width, channels: C)
    let bands = (output.height + rows - 1) / rows
    let chunks = output.batch * bands
    let groups = min(8, chunks)
    let stride = rows * output.width * (depth + K) + source.width * C
    context.lendingScratch(groups * depth * K, zeroed: true) { sums in
      context.forEach(groups, scratch: stride) { group, matrix in
        let gradient = matrix + rows * output.width * depth
        let line = gradient + rows * output.width * K
        for chunk in group * chunks / groups..<(group + 1) * chunks / groups {
          let (n, band) = chunk.quotientAndRemainder(dividingBy: bands)
          let y0 = band * rows
          let count = min(rows, output.height - y0)
          gather(
            source, n: n, rows: y0..<y0 + count, width: output.width, geometry: geometry, offset: -geometry.padding,
            into: matrix, line: line)
          let pixels = count * output.width
          outputGradient.copy(pixel: (n * output.height + y0) * output.width, count: pixels, to: gradient)
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

  /// Fills the patch matrix of some output rows: `[rows * width, T * C]`, zero where a tap lies outside.
  private static func gather(
    _ source: PixelSource, n: Int, rows: Range<Int>, width: Int, geometry: ConvGeometry, offset: Int,
    into matrix: UnsafeMutablePointer<Float>, line: UnsafeMutablePointer<Float>
  ) {
    let C = source.channels
    let depth = geometry.taps * C
    if geometry.kernel == 1 && offset == 0 && width == source.width {
      source.copy(n: n, y: rows.lowerBound, x: 0, count: rows.count * width, to: matrix)
      return
    }
    var previous = -1
    // The taps of one source row are filled together, so that its remaining work is done once for each row of taps.
    for y in rows {
      for ky in 0..<geometry.kernel {
        let sy = y + offset + ky * geometry.dilation
        let inside = sy >= 0 && sy < source.shape.height
        if inside && sy != previous {
          source.copy(n: n, y: sy, x: 0, count: source.shape.width, to: line)
          previous = sy
        }
        for kx in 0..<geometry.kernel {
          let shift = offset + kx * geometry.dilation
          let column = matrix + (y - rows.lowerBound) * width * depth + (ky * geometry.kernel + kx) * C
          for x in 0..<width {
            let to = column + x * depth
            let sx = x + shift
            if inside && sx >= 0 && sx < source.shape.width {
              let from = line + sx * C
              for c in 0..<C { to[c] = from[c] }
            } else {
              for c in 0..<C { to[c] = 0 }
            }
          }
        }
      }
    }
  }
}
