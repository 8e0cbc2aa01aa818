import Basics

/// Convolutions by simple loops, for tests of the fast ones.
package enum ConvolutionReference {
  /// - Shapes: input [N, H, W, C], weights [kernel, kernel, C, K], result [N, H', W', K].
  package static func forward(_ input: Tensor, weights: Tensor, geometry: ConvGeometry) -> Tensor {
    let outputs = weights.shape[3]
    var result = Tensor(geometry.output(channels: outputs))
    visit(geometry) { n, y, x, sy, sx, ky, kx in
      for k in 0..<outputs {
        var sum = result[n, y, x, k]
        for c in 0..<geometry.input.channels { sum += input[n, sy, sx, c] * weights[ky, kx, c, k] }
        result[n, y, x, k] = sum
      }
    }
    return result
  }

  /// The gradients with respect to input and weights.
  package static func backward(_ outputGradient: Tensor, input: Tensor, weights: Tensor, geometry: ConvGeometry) -> (
    input: Tensor, weights: Tensor
  ) {
    var inputGradient = Tensor(input.shape)
    var weightGradient = Tensor(weights.shape)
    visit(geometry) { n, y, x, sy, sx, ky, kx in
      for k in 0..<weights.shape[3] {
        let gradient = outputGradient[n, y, x, k]
        for c in 0..<geometry.input.channels {
          inputGradient[n, sy, sx, c] += gradient * weights[ky, kx, c, k]
          weightGradient[ky, kx, c, k] += gradient * input[n, sy, sx, c]
        }
      }
    }
    return (inputGradient, weightGradient)
  }

  /// Calls `body` for every output pixel and every tap that lies within the input.
  private static func visit(
    _ geometry: ConvGeometry,
    _ body: (_ n: Int, _ y: Int, _ x: Int, _ sourceY: Int, _ sourceX: Int, _ tapY: Int, _ tapX: Int) -> Void
  ) {
    for n in 0..<geometry.input.batch {
      for y in 0..<geometry.outputHeight {
        for x in 0..<geometry.outputWidth {
          for ky in 0..<geometry.kernel {
            for kx in 0..<geometry.kernel {
              let sy = y * geometry.stride - geometry.padding + ky * geometry.dilation
              let sx = x * geometry.stride - geometry.padding + kx * geometry.dilation
              if (0..<geometry.input.height).contains(sy) && (0..<geometry.input.width).contains(sx) {
                body(n, y, x, sy, sx, ky, kx)
              }
            }
          }
        }
      }
    }
  }
}
