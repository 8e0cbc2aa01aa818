import Basics
import CWinograd

// N images, C input channels, K output channels, P tiles of one chunk.

/// 3x3 convolution by Winograd's F(4x4, 3x3): a quarter of the multiplications, as 36 matrix products for each chunk of tiles.
///
/// Results differ from the direct sum by about 1e-5 of the largest term. Dilated kernels work on the interleaved
/// sub-grids of their inputs. Channel counts are multiples of eight.
enum WinogradConvolution {
  private static let kernels: WinogradKernels = {
    guard let kernels = winograd_kernels(0) else { preconditionFailure("no kernels") }
    return kernels.pointee
  }()
  private static let positions = WinogradTransform.positions
  private static let panel = WinogradTransform.panel

  static func fits(_ geometry: ConvGeometry, channels: Int, outputChannels: Int) -> Bool {
    geometry.kernel == 3 && geometry.stride == 1 && channels % 8 == 0 && outputChannels % 8 == 0
  }

  /// The tiles of a chunk in ``convolve(_:weights:dilation:offset:output:finish:context:)``. The time hardly depends on it.
  private static let tilesPerChunk = 96
  /// The panels of outputs that are computed before they are transformed. So their products stay in the second-level
  /// cache.
  private static let panelsPerSlice = 4
  /// The tiles of a chunk, and the channels of a block, in the pass to the weights.
  private static let (tilesPerSum, channelsPerBlock) = (48, 128)

  /// The floats from one position to the next, for `count` tiles of `channels`.
  ///
  /// A multiple of 4 KiB would bring the 36 values of a tile to the same few places of the first-level cache. Transforms
  /// of 32 channels then took three times as long.
  private static func stride(_ count: Int, _ channels: Int) -> Int { count * channels + 16 }

  /// - Parameters:
  ///   - weights: transformed, [K / 16][36][C][16].
  ///   - offset: the input place of the first tap of output pixel 0.
  static func convolve(
    _ source: PixelSource, weights U: UnsafePointer<Float>, dilation: Int, offset: Int, output: Shape,
    finish: OutputFinish, context: ComputeContext
  ) -> (output: Tensor, sums: OutputFinish.Sums?) {
    let C = source.channels
    let K = output.channels
    let P = tilesPerChunk
    let tiles = WinogradTiles(output: output, dilation: dilation)
    let chunks = (tiles.count + P - 1) / P
    let (inputStride, outputStride) = (stride(P, C), stride(P, panel))
    let panels = WinogradTransform.panels(K)
    let width = min(panels, panelsPerSlice)
    var sums: OutputFinish.Sums?
    let result = context.filled(output) { target in
      sums = finish.lend(chunks: chunks, channels: K) { finish in
        context.forEach(chunks, scratch: positions * (inputStride + width * outputStride)) { chunk, V in
          let M = V + positions * inputStride
          let range = chunk * P..<min(tiles.count, (chunk + 1) * P)
          var reader = source.winograd()
          var writer = finish.winograd(chunk, target: target)
          for tile in range {
            var square = tiles.square(tile, of: source.shape, side: WinogradTransform.inputSide, offset: offset)
            kernels.input(&reader, &square, C, V + (tile - range.lowerBound) * C, inputStride)
          }
          for first in Swift.stride(from: 0, to: panels, by: width) {
            let slice = first..<min(panels, first + width)
            for position in 0..<positions {
              for k in slice {
                kernels.multiply(
                  V + position * inputStride, range.count, C, U + (k * positions + position) * C * panel,
                  M + ((k - first) * positions + position) * outputStride)
              }
            }
            for tile in range {
              var square = tiles.square(tile, of: output, side: WinogradTransform.outputSide)
              for k in slice {
                kernels.output(
                  M + (k - first) * positions * outputStride + (tile - range.lowerBound) * panel, outputStride,
                  &writer, &square, k * panel, min(panel, K - k * panel))
              }
            }
          }
        }
      }
    }
    return (result, sums)
  }

  /// Adds the gradient with respect to the weights.
  /// - Shapes: weightGradient [3, 3, C, K].
  static func accumulateWeights(
    _ source: PixelSource, outputGradient: PixelSource, geometry: ConvGeometry,
    into weightGradient: UnsafeMutablePointer<Float>, context: ComputeContext
  ) {
    let C = source.channels
    let K = outputGradient.channels
    let panels = WinogradTransform.panels(K)
    let (blockC, blockK) = (min(channelsPerBlock, C), min(channelsPerBlock, panels * panel))
    let (blocksC, blocksK) = ((C + blockC - 1) / blockC, (panels * panel + blockK - 1) / blockK)
    let blocks = blocksC * blocksK
    let P = tilesPerSum
    let tiles = WinogradTiles(output: outputGradient.shape, dilation: geometry.dilation)
    let chunks = (tiles.count + P - 1) / P
    // Each group of chunks has its own sums. The number of groups depends on the shapes only.
    let groups = min(chunks, max(1, 8 / blocks))
    let count = WinogradTransform.count(C, K)
    let (inputStride, outputStride) = (stride(P, blockC), stride(P, panel))
    context.lendingScratch(groups * count, zeroed: true) { sums in
      context.forEach(groups * blocks, scratch: positions * (inputStride + blockK / panel * outputStride)) { task, V in
        let Z = V + positions * inputStride
        let (group, block) = task.quotientAndRemainder(dividingBy: blocks)
        let c0 = block / blocksK * blockC
        let k0 = block % blocksK * blockK
        let cs = min(blockC, C - c0)
        let ks = min(blockK, K - k0)
        var reader = source.winograd(from: c0)
        var gradient = outputGradient.winograd(from: k0)
        for chunk in group * chunks / groups..<(group + 1) * chunks / groups {
          let range = chunk * P..<min(tiles.count, (chunk + 1) * P)
          for tile in range {
            let index = tile - range.lowerBound
            var square = tiles.square(
              tile, of: source.shape, side: WinogradTransform.inputSide, offset: -geometry.padding)
            kernels.input(&reader, &square, cs, V + index * cs, inputStride)
            square = tiles.square(tile, of: outputGradient.shape, side: WinogradTransform.outputSide)
            kernels.gradient(&gradient, &square, ks, Z + index * panel, outputStride, positions * outputStride)
          }
          for position in 0..<positions {
            // Half of the channels of a position stay in the first-level cache.
            for c in Swift.stride(from: 0, to: cs, by: channelsPerBlock / 2) {
              for k in 0..<WinogradTransform.panels(ks) {
                kernels.accumulate(
                  V + position * inputStride + c, cs, range.count, min(channelsPerBlock / 2, cs - c),
                  Z + (k * positions + position) * outputStride,
                  sums + group * count + (((k0 / panel + k) * positions + position) * C + c0 + c) * panel)
              }
            }
          }
        }
      }
      join(sums, groups: groups, count: count, context: context)
      WinogradTransform.addWeightGradient(sums, C, K, to: weightGradient, context: context)
    }
  }

  /// Adds the sums of all groups to those of the first.
  private static func join(
    _ sums: UnsafeMutablePointer<Float>, groups: Int, count: Int, context: ComputeContext
  ) {
    let chunk = 4096
    context.forEach((count + chunk - 1) / chunk) { index in
      for group in 1..<max(1, groups) {
        for at in Swift.stride(from: index * chunk, to: min(count, (index + 1) * chunk), by: 8) {
          sums.store(sums.lanes(at) + sums.lanes(group * count + at), at)
        }
      }
    }
  }
}
