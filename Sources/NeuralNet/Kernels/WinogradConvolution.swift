import Basics
import COpenBLAS

// N images, C input channels, K output channels, P tiles of one chunk.

/// 3x3 convolution by Winograd's F(4x4, 3x3): a quarter of the multiplications, as 36 matrix products for each chunk of tiles.
///
/// Results differ from the direct sum by about 1e-5 of the largest term. Dilated kernels work on the interleaved
/// sub-grids of their inputs. Channel counts are multiples of eight.
enum WinogradConvolution {
  static func fits(kernel: Int, channels: Int, outputChannels: Int) -> Bool {
    kernel == 3 && channels % 8 == 0 && outputChannels % 8 == 0
  }

  /// The number of tiles of a chunk: as many as fit the second-level cache. When not even 32 fit, a chunk is large, since
  /// reading the weights again for each chunk took a quarter of the time of the widest layers.
  private static func tilesPerChunk(_ C: Int, _ K: Int) -> Int {
    let fitting = 400_000 / (WinogradTransform.positions * (C + K)) / 8 * 8
    return fitting < 32 ? 192 : min(128, fitting)
  }

  /// - Parameters:
  ///   - weights: transformed, [36, C, K].
  ///   - offset: the input place of the first tap of output pixel 0.
  static func convolve(
    _ source: PixelSource, weights U: UnsafePointer<Float>, dilation: Int, offset: Int, output: Shape,
    finish: OutputFinish, context: ComputeContext
  ) -> (output: Tensor, sums: OutputFinish.Sums?) {
    let C = source.channels
    let K = output.channels
    let P = tilesPerChunk(C, K)
    let grid = WinogradTiles(height: output.height, width: output.width, dilation: dilation)
    let total = grid.tiles.count * output.batch
    let chunks = (total + P - 1) / P
    var sums: OutputFinish.Sums?
    let result = context.filled(output) { target in
      sums = finish.lend(chunks: chunks, channels: K) { finish in
        context.forEach(chunks, scratch: scratchCount(C, K)) { chunk, V in
          let M = V + 36 * P * C
          let tile = M + 36 * P * K
          let rows = tile + 36 * max(C, K)
          let first = chunk * P
          let count = min(P, total - first)
          for index in 0..<count {
            let (n, place) = (first + index).quotientAndRemainder(dividingBy: grid.tiles.count)
            let at = grid.tiles[place]
            grid.gather(source, n: n, y: at.y + offset, x: at.x + offset, side: 6, into: tile)
            WinogradTransform.transformInput(tile, rows: rows, channels: C, into: V + index * C, stride: P * C)
          }
          for position in 0..<36 {
            cblas_sgemm(
              CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(count), blasint(K), blasint(C), 1,
              V + position * P * C, blasint(C), U + position * C * K, blasint(K), 0, M + position * P * K, blasint(K))
          }
          finish.withChunk(chunk) { finish in
            for index in 0..<count {
              let (n, place) = (first + index).quotientAndRemainder(dividingBy: grid.tiles.count)
              let at = grid.tiles[place]
              WinogradTransform.transformOutput(M + index * K, stride: P * K, rows: rows, channels: K, into: tile)
              for row in 0..<4 {
                let y = at.y + row * dilation
                if y >= output.height { break }
                let line = (n * output.height + y) * output.width
                for column in 0..<4 {
                  let x = at.x + column * dilation
                  if x >= output.width { break }
                  (target + (line + x) * K).update(from: tile + (row * 4 + column) * K, count: K)
                  finish.apply(target, pixel: line + x, count: 1)
                }
              }
            }
          }
        }
      }
    }
    return (result, sums)
  }

  /// The floats that one chunk needs: the transformed tiles of input and output, and two tiles.
  private static func scratchCount(_ C: Int, _ K: Int) -> Int { 36 * tilesPerChunk(C, K) * (C + K) + 72 * max(C, K) }

  /// Adds the gradient with respect to the weights.
  /// - Shapes: weightGradient [3, 3, C, K].
  static func accumulateWeights(
    _ source: PixelSource, outputGradient: PixelSource, geometry: ConvGeometry,
    into weightGradient: UnsafeMutablePointer<Float>, context: ComputeContext
  ) {
    let C = source.channels
    let output = outputGradient.shape
    let K = output.channels
    let P = tilesPerChunk(C, K)
    let grid = WinogradTiles(height: output.height, width: output.width, dilation: geometry.dilation)
    let total = grid.tiles.count * output.batch
    let chunks = (total + P - 1) / P
    // Each group of chunks has its own sums. The number of groups depends on the shapes only.
    let groups = min(chunks, max(2, min(8, (16 << 20) / (36 * C * K))))
    context.lendingScratch(groups * 36 * C * K, zeroed: true) { sums in
      context.forEach(groups, scratch: scratchCount(C, K)) { group, V in
        let Z = V + 36 * P * C
        let tile = Z + 36 * P * K
        let rows = tile + 36 * max(C, K)
        for chunk in group * chunks / groups..<(group + 1) * chunks / groups {
          let first = chunk * P
          let count = min(P, total - first)
          for index in 0..<count {
            let (n, place) = (first + index).quotientAndRemainder(dividingBy: grid.tiles.count)
            let at = grid.tiles[place]
            grid.gather(source, n: n, y: at.y - geometry.padding, x: at.x - geometry.padding, side: 6, into: tile)
            WinogradTransform.transformInput(tile, rows: rows, channels: C, into: V + index * C, stride: P * C)
            grid.gather(outputGradient, n: n, y: at.y, x: at.x, side: 4, into: tile)
            WinogradTransform.transformGradient(tile, rows: rows, channels: K, into: Z + index * K, stride: P * K)
          }
          for position in 0..<36 {
            cblas_sgemm(
              CblasRowMajor, CblasTrans, CblasNoTrans, blasint(C), blasint(K), blasint(count), 1, V + position * P * C,
              blasint(C), Z + position * P * K, blasint(K), 1, sums + (group * 36 + position) * C * K, blasint(K))
          }
        }
      }
      for group in 0..<groups {
        WinogradTransform.addWeightGradient(
          sums + group * 36 * C * K, count: C * K, to: weightGradient, context: context)
      }
    }
  }
}
