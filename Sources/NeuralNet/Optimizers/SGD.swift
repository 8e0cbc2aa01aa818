import Basics

/// Stochastic gradient descent with momentum, in PyTorch's form: `b = momentum * b + g; p -= rate * b`.
public struct SGD: Optimizer {
  public let momentum: Float
  public var stepCount = 0
  private var velocity: Tensor

  /// - Parameter layout: of the parameters to train.
  public init(_ layout: ParameterLayout, momentum: Float = 0.9) {
    self.momentum = momentum
    velocity = Tensor([layout.count])
  }

  public var moments: [String: Tensor] {
    get { ["velocity": velocity] }
    set { velocity = newValue["velocity"] ?? velocity }
  }

  public mutating func step(
    _ parameters: inout ParameterStore, gradients: ParameterStore, learningRate: Float, context: ComputeContext
  ) {
    stepCount += 1
    let momentum = momentum
    let p = parameters.values.mutablePointer
    let b = velocity.mutablePointer
    let g = gradients.values.pointer
    for i in 0..<gradients.values.count {
      b[i] = momentum * b[i] + g[i]
      p[i] -= learningRate * b[i]
    }
  }
}
