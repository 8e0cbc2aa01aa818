import Basics
import CWinograd

// N images, C input channels, K output channels, P tiles of one chunk.

/// A ``FoldedConvolution`` with a 3x3 kernel of stride 1 by Winograd's F(4x4, 3x3); see ``WinogradConvolution``.
enum FoldedWinograd {
  private static let kernels: WinogradKernels = {
    guard let kernels = winograd_kernels(0) else { preconditionFailure("no kernels") }
    return kernels.pointee
  }()
  /// The tiles of a chunk, of which the transforms stay in the second-level cache as long as channels are few.
  private static let tilesPerChunk = 48
  /// The least pieces of work, of which each thread gets some.
  private static let leastTasks = 8
  /// The panels of outputs that are computed before they are transformed.
  private static let panelsPerSlice = 4

  static func convolve(
    _ input: Tensor, with layer: FoldedConvolution, output: Shape, finish: FoldedFinish, context: ComputeContext
  ) {
    let (C, K) = (layer.inputChannels, layer.outputChannels)
    let (panel, positions) = (WinogradTransform.panel, WinogradTransform.positions)
    let tiles = WinogradTiles(output: output, dilation: 1)
    let chunks = (tiles.count + tilesPerChunk - 1) / tilesPerChunk
    // Small maps have few chunks, which are computed for some of the output channels each.
    let panels = WinogradTransform.panels(K)
    let perTask = max(1, panels / ((leastTasks + chunks - 1) / chunks))
    let groups = (panels + perTask - 1) / perTask
    let width = min(perTask, panelsPerSlice)
    // A multiple of 4 KiB between positions would bring them to the same few places of the first-level cache.
    let (inputStride, outputStride) = (tilesPerChunk * C + 16, tilesPerChunk * panel + 16)
    Tensor.withPointers(input, layer.weights) { values, U in
      context.forEach(chunks * groups, scratch: positions * (inputStride + width * outputStride)) { task, V in
        let M = V + positions * inputStride
        let (chunk, group) = task.quotientAndRemainder(dividingBy: groups)
        let range = chunk * tilesPerChunk..<min(tiles.count, (chunk + 1) * tilesPerChunk)
        let own = group * perTask..<min(panels, (group + 1) * perTask)
        var source = WinogradSource(values: values, map: nil, scale: nil, slope: nil, shift: nil, floor: -.infinity)
        var finish = finish
        for tile in range {
          var square = tiles.square(tile, of: input.shape, side: WinogradTransform.inputSide, offset: -1)
          kernels.input(&source, &square, C, V + (tile - range.lowerBound) * C, inputStride)
        }
        for first in stride(from: own.lowerBound, to: own.upperBound, by: width) {
          let slice = first..<min(own.upperBound, first + width)
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
              FoldedFinish.kernels.output(
                M + (k - first) * positions * outputStride + (tile - range.lowerBound) * panel, outputStride, &finish,
                &square, k * panel, min(panel, K - k * panel))
            }
          }
        }
      }
    }
  }
}
