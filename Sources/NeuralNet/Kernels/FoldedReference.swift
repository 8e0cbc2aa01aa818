import Basics

/// A ``FoldedConvolution`` by simple loops, for tests of the fast ones.
package enum FoldedReference {
  /// - Shapes: input [N, H, W, C], weight [K, C, kernel, kernel] or for channels on their own [K, 1, kernel, kernel], result
  ///   [N, H', W', K] before the activation.
  package static func forward(
    _ input: Tensor, weight: Tensor, scale: [Float], bias: [Float], isDepthwise: Bool, stride: Int,
    padding: FoldedConvolution.Padding
  ) -> Tensor {
    let (shape, kernel) = (input.shape, weight.shape[2])
    var result = Tensor(
      Shape(
        batch: shape.batch, height: (shape.height + stride - 1) / stride, width: (shape.width + stride - 1) / stride,
        channels: weight.shape[0]))
    func before(_ inputs: Int, _ outputs: Int) -> Int {
      padding == .symmetric ? kernel / 2 : max(0, (outputs - 1) * stride + kernel - inputs) / 2
    }
    let (above, left) = (before(shape.height, result.shape.height), before(shape.width, result.shape.width))
    for n in 0..<shape.batch {
      for y in 0..<result.shape.height {
        for x in 0..<result.shape.width {
          for k in 0..<result.shape.channels {
            var sum = 0.0
            for ky in 0..<kernel {
              for kx in 0..<kernel {
                let (sy, sx) = (y * stride - above + ky, x * stride - left + kx)
                guard sy >= 0 && sy < shape.height && sx >= 0 && sx < shape.width else { continue }
                for c in 0..<weight.shape[1] {
                  sum += Double(input[n, sy, sx, isDepthwise ? k : c]) * Double(weight[k, c, ky, kx])
                }
              }
            }
            result[n, y, x, k] = Float(sum * Double(scale[k]) + Double(bias[k]))
          }
        }
      }
    }
    return result
  }
}
