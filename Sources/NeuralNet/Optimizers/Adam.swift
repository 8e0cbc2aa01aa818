import Foundation

/// Adam (Kingma and Ba, 2015), in PyTorch's form: `p -= rate / (1 - b1^t) * m / (sqrt(v / (1 - b2^t)) + epsilon)`.
public struct Adam: Optimizer {
  public let beta1: Float
  public let beta2: Float
  public let epsilon: Float
  public var stepCount = 0
  private var mean: Tensor
  private var square: Tensor

  /// - Parameter layout: of the parameters to train.
  public init(_ layout: ParameterLayout, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    mean = Tensor([layout.count])
    square = Tensor([layout.count])
  }

  public var moments: [String: Tensor] {
    get { ["mean": mean, "square": square] }
    set {
      mean = newValue["mean"] ?? mean
      square = newValue["square"] ?? square
    }
  }

  public mutating func step(
    _ parameters: inout ParameterStore, gradients: ParameterStore, learningRate: Float, context: ComputeContext
  ) {
    stepCount += 1
    let rate = learningRate / Float(1 - pow(Double(beta1), Double(stepCount)))
    let correction = Float(1 / (1 - pow(Double(beta2), Double(stepCount))).squareRoot())
    let (beta1, beta2, epsilon) = (beta1, beta2, epsilon)
    let p = parameters.values.mutablePointer
    let m = mean.mutablePointer
    let v = square.mutablePointer
    let g = gradients.values.pointer
    let count = gradients.values.count
    let chunk = 1 << 16
    context.forEach((count + chunk - 1) / chunk) { index in
      for i in index * chunk..<min(count, (index + 1) * chunk) {
        let gradient = g[i]
        let newMean = m[i] + (1 - beta1) * (gradient - m[i])
        let newSquare = beta2 * v[i] + (1 - beta2) * gradient * gradient
        m[i] = newMean
        v[i] = newSquare
        p[i] -= rate * newMean / (newSquare.squareRoot() * correction + epsilon)
      }
    }
  }
}
