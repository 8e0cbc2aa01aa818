import NeuralNet

/// `golden/layers.json`: what PyTorch computed. Maps are [N, H, W, C], convolution weights as PyTorch orders them.
package struct GoldenLayers: Decodable, Sendable {
  package let convolutions: [Convolution]
  package let batchNorm: BatchNorm
  package let rectifier: Pointwise
  package let pooling: [Pointwise]
  package let resizing: [Pointwise]
  package let softmax: [Pointwise]
  package let adam: OptimizerRun
  package let sgd: OptimizerRun
  package let affine: [Resampling]
  package let strided: [Convolution]
  package let average: [Pointwise]
  package let residual: [Residual]

  package static func load() throws -> GoldenLayers { try Fixtures.json("golden/layers.json") }

  /// A layer without parameters: its input and output, and the gradients of the two.
  package struct Pointwise: Decodable, Sendable {
    package let input, output, outputGradient, inputGradient: GoldenTensor
  }

  package struct Convolution: Decodable, Sendable {
    package let kernel, dilation, padding, stride: Int
    package let input, weight, output, outputGradient, inputGradient, weightGradient: GoldenTensor
    package let bias, biasGradient: GoldenTensor?
  }

  package struct Residual: Decodable, Sendable {
    package let stride: Int
    /// Parameters and running statistics before and after a step in training mode.
    package let start, end: [String: GoldenTensor]
    package let gradients: [String: GoldenTensor]
    package let input, output, outputGradient, inputGradient: GoldenTensor
    /// The output in inference, with the statistics of ``end``.
    package let inference: GoldenTensor
  }

  package struct BatchNorm: Decodable, Sendable {
    package let weight, bias, runningMean, runningVariance, input, outputGradient, newMean, newVariance: GoldenTensor
    package let training, inference: Pass

    package struct Pass: Decodable, Sendable {
      package let output, inputGradient, weightGradient, biasGradient: GoldenTensor
    }
  }

  package struct OptimizerRun: Decodable, Sendable {
    package let start: GoldenTensor
    package let steps: [Step]

    package struct Step: Decodable, Sendable {
      package let rate: Float
      package let gradient, parameters: GoldenTensor
    }
  }

  package struct Resampling: Decodable, Sendable {
    package let map: [Float]
    package let input, output, outputGradient, inputGradient, validity: GoldenTensor

    package var affine: AffineMap {
      AffineMap(a: map[0], b: map[1], tx: map[2], c: map[3], d: map[4], ty: map[5])
    }
  }
}
