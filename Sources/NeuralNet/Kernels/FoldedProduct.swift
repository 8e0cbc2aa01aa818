import Basics
import CWinograd

// N images, H height, W width, C input channels, K output channels.

/// A ``FoldedConvolution`` as products of patches and weights, without a matrix of patches: a patch is a few pieces of
/// neighbouring floats of the map. It works for every kernel and stride.
enum FoldedProduct {
  /// The pixels of a chunk. So its inputs stay in the second-level cache.
  private static let pixelsPerChunk = 96
  /// The least pieces of work, of which each thread gets some.
  private static let leastTasks = 16
  /// The floats of patches that are multiplied at once.
  private static let depthPerPass = 1024

  static func convolve(
    _ input: Tensor, with layer: FoldedConvolution, output: Shape, finish: FoldedFinish, context: ComputeContext
  ) {
    Tensor.withPointers(input, layer.weights) { input, weights in
      if layer.kernel == 1 && layer.stride == 1 {
        pointwise(input, weights, layer, pixels: output.pixels, finish, context)
      }
    }
    if layer.kernel > 1 || layer.stride > 1 { rows(input, layer, output, finish, context) }
  }

  /// The panels of each task, so that there are enough tasks.
  private static func panelsPerTask(_ panels: Int, chunks: Int) -> Int {
    let groups = min(panels, max(1, (leastTasks + chunks - 1) / chunks))
    return (panels + groups - 1) / groups
  }

  /// 1x1 kernels of stride 1, for which pixels of all rows and images are alike.
  private static func pointwise(
    _ input: UnsafePointer<Float>, _ weights: UnsafePointer<Float>, _ layer: FoldedConvolution, pixels: Int,
    _ finish: FoldedFinish, _ context: ComputeContext
  ) {
    let (C, K) = (layer.inputChannels, layer.outputChannels)
    let (panel, panels) = (WinogradTransform.panel, WinogradTransform.panels(K))
    let chunks = (pixels + pixelsPerChunk - 1) / pixelsPerChunk
    let width = panelsPerTask(panels, chunks: chunks)
    let groups = (panels + width - 1) / width
    context.forEach(chunks * groups) { task in
      let (chunk, group) = task.quotientAndRemainder(dividingBy: groups)
      let first = chunk * pixelsPerChunk
      let finish = finish.from(pixel: first)
      withUnsafePointer(to: finish) { finish in
        for depth in stride(from: 0, to: C, by: depthPerPass) {
          let count = min(depthPerPass, C - depth)
          var patches = FoldedPatches(
            values: input + first * C + depth, lines: 1, depth: count, line_step: 0, pixel_step: C,
            count: min(pixelsPerChunk, pixels - first))
          for k in group * width..<min(panels, (group + 1) * width) {
            FoldedFinish.kernels.product(
              &patches, weights + (k * C + depth) * panel, finish, k,
              part(isFirst: depth == 0, isLast: depth + count == C))
          }
        }
      }
    }
  }

  /// All other kernels. The rows that a chunk reads are padded with zeros first.
  private static func rows(
    _ input: Tensor, _ layer: FoldedConvolution, _ output: Shape, _ finish: FoldedFinish, _ context: ComputeContext
  ) {
    let (shape, side, step) = (input.shape, layer.kernel, layer.stride)
    let (C, K) = (layer.inputChannels, layer.outputChannels)
    let (panel, panels) = (WinogradTransform.panel, WinogradTransform.panels(K))
    let (above, left) = (layer.zerosBefore(shape.height), layer.zerosBefore(shape.width))
    let paddedWidth = (output.width - 1) * step + side
    let rowsPerChunk = max(1, min(output.height, pixelsPerChunk / output.width))
    let bands = (output.height + rowsPerChunk - 1) / rowsPerChunk
    let width = panelsPerTask(panels, chunks: output.batch * bands)
    let groups = (panels + width - 1) / width
    let lines = (rowsPerChunk - 1) * step + side
    let depth = side * C
    // Patches of many floats are multiplied piece by piece.
    let linesPerPass = side * depth <= depthPerPass ? side : 1
    Tensor.withPointers(input, layer.weights) { values, weights in
      context.forEach(output.batch * bands * groups, scratch: lines * paddedWidth * C) { task, padded in
        let (chunk, group) = task.quotientAndRemainder(dividingBy: groups)
        let (n, band) = chunk.quotientAndRemainder(dividingBy: bands)
        let rows = band * rowsPerChunk..<min(output.height, (band + 1) * rowsPerChunk)
        for line in 0..<(rows.count - 1) * step + side {
          copy(
            row: rows.lowerBound * step - above + line, of: n, values, shape, left: left,
            to: padded + line * paddedWidth * C, pixels: paddedWidth)
        }
        for first in stride(from: 0, to: side, by: linesPerPass) {
          for k in group * width..<min(panels, (group + 1) * width) {
            for row in rows {
              var patches = FoldedPatches(
                values: padded + ((row - rows.lowerBound) * step + first) * paddedWidth * C, lines: linesPerPass,
                depth: depth, line_step: paddedWidth * C, pixel_step: step * C, count: output.width)
              var finish = finish.from(pixel: (n * output.height + row) * output.width)
              FoldedFinish.kernels.product(
                &patches, weights + (k * side + first) * depth * panel, &finish, k,
                part(isFirst: first == 0, isLast: first + linesPerPass == side))
            }
          }
        }
      }
    }
  }

  /// Writes a row of an image with zeros before and after it; zeros for a row outside of the image.
  private static func copy(
    row: Int, of n: Int, _ values: UnsafePointer<Float>, _ shape: Shape, left: Int,
    to target: UnsafeMutablePointer<Float>, pixels: Int
  ) {
    let C = shape.channels
    guard row >= 0 && row < shape.height else { return target.update(repeating: 0, count: pixels * C) }
    let count = min(shape.width, pixels - left)
    target.update(repeating: 0, count: left * C)
    (target + left * C).update(from: values + (n * shape.height + row) * shape.width * C, count: count * C)
    (target + (left + count) * C).update(repeating: 0, count: (pixels - left - count) * C)
  }

  private static func part(isFirst: Bool, isLast: Bool) -> Int32 {
    Int32((isFirst ? folded_starts : 0) | (isLast ? folded_ends : 0))
  }
}
