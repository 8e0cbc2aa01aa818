import Basics
import CWinograd

// N images, C channels.

/// A ``FoldedConvolution`` of each channel on its own.
enum FoldedDepthwise {
  static func convolve(
    _ input: Tensor, with layer: FoldedConvolution, output: Shape, finish: FoldedFinish, context: ComputeContext
  ) {
    let (shape, side) = (input.shape, layer.kernel)
    let (above, left) = (layer.zerosBefore(shape.height), layer.zerosBefore(shape.width))
    // Rows of small maps are joined, so that a task is worth its start.
    let rowsPerTask = max(1, min(output.height, 16_384 / max(1, output.width * output.channels)))
    let bands = (output.height + rowsPerTask - 1) / rowsPerTask
    Tensor.withPointers(input, layer.weights) { values, weights in
      context.forEach(output.batch * bands) { task in
        let (n, band) = task.quotientAndRemainder(dividingBy: bands)
        withUnsafeTemporaryAllocation(of: UnsafePointer<Float>?.self, capacity: side) { lines in
          for y in band * rowsPerTask..<min(output.height, (band + 1) * rowsPerTask) {
            for line in 0..<side {
              let row = y * layer.stride - above + line
              let inside = row >= 0 && row < shape.height
              lines.initializeElement(
                at: line, to: inside ? values + (n * shape.height + row) * shape.width * shape.channels : nil)
            }
            guard let lines = lines.baseAddress else { return }
            var finish = finish.from(pixel: (n * output.height + y) * output.width)
            FoldedFinish.kernels.depthwise(
              lines, shape.width, left, side, layer.stride, output.width, weights, &finish)
          }
        }
      }
    }
  }
}
