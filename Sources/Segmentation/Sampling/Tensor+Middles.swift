import NeuralNet

// N crops, S side of the crops.

extension Tensor {
  /// A mask of pixels on another grid: a place counts where the pixel at its middle does.
  /// - Shapes: own [N, S, S], result [N, height, width].
  func atMiddles(height: Int, width: Int) -> Tensor {
    let (N, S) = (shape[0], shape[1])
    var result = Tensor([N, height, width])
    withUnsafeBuffer { source in
      result.withUnsafeMutableBuffer { target in
        for n in 0..<N {
          for y in 0..<height {
            for x in 0..<width {
              let (row, column) = ((2 * y + 1) * S / (2 * height), (2 * x + 1) * S / (2 * width))
              target[(n * height + y) * width + x] = source[(n * S + row) * S + column]
            }
          }
        }
      }
    }
    return result
  }
}
