import NeuralNet

/// `golden/layers.json`: what PyTorch computed. Maps are [N, H, W, C], convolution weights as PyTorch orders them.
public struct GoldenLayers: Decodable, Sendable {
  public let convolutions: [Convolution]
  public let batchNorm: BatchNorm
  public let rectifier: Pointwise
  public let pooling: [Pointwise]
  public let resizing: [Pointwise]
  public let softmax: [Pointwise]
  public let adam: OptimizerRun
  public let sgd: OptimizerRun
  public let affine: [Resampling]

  public static func load() throws -> GoldenLayers { try Fixtures.json("golden/layers.json") }

  /// A layer without parameters: its input and output, and the gradients of the two.
  public struct Pointwise: Decodable, Sendable {
    public let input, output, outputGradient, inputGradient: GoldenTensor
  }

  public struct Convolution: Decodable, Sendable {
    public let kernel, dilation, padding: Int
    public let input, weight, output, outputGradient, inputGradient, weightGradient: GoldenTensor
    public let bias, biasGradient: GoldenTensor?
  }

  public struct BatchNorm: Decodable, Sendable {
    public let weight, bias, runningMean, runningVariance, input, outputGradient, newMean, newVariance: GoldenTensor
    public let training, inference: Pass

    public struct Pass: Decodable, Sendable {
      public let output, inputGradient, weightGradient, biasGradient: GoldenTensor
    }
  }

  public struct OptimizerRun: Decodable, Sendable {
    public let start: GoldenTensor
    public let steps: [Step]

    public struct Step: Decodable, Sendable {
      public let rate: Float
      public let gradient, parameters: GoldenTensor
    }
  }

  public struct Resampling: Decodable, Sendable {
    public let map: [Float]
    public let input, output, outputGradient, inputGradient, validity: GoldenTensor

    public var affine: AffineMap {
      AffineMap(a: map[0], b: map[1], tx: map[2], c: map[3], d: map[4], ty: map[5])
    }
  }
}
