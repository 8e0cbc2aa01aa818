import Basics

/// Stochastic gradient descent with momentum, in PyTorch's form: `b = momentum * b + g; p -= rate * b`.
public struct SGD: Optimizer {
  /// The decay of the running sum of gradients, 0..<1.
  public let momentum: Float
  public var stepCount = 0
  private var velocity: Tensor

  /// - Parameter layout: the layout of the parameters to train.
  public init(_ layout: ParameterLayout, momentum: Float = 0.9) {
    self.momentum = momentum
    velocity = Tensor([layout.count])
  }

  public var moments: [String: Tensor] {
    get { ["velocity": velocity] }
    set { velocity = newValue["velocity"] ?? velocity }
  }

  public mutating func forget(_ names: [String], in layout: ParameterLayout) {
    for entry in layout.entries where names.contains(entry.name) { velocity.setToZero(entry.slot) }
  }

  public mutating func step(
    _ parameters: inout ParameterStore, gradients: ParameterStore, learningRate: Float, context: ComputeContext
  ) {
    stepCount += 1
    let momentum = momentum
    gradients.values.withPointer { g in
      Tensor.withMutablePointers(&parameters.values, &velocity) { p, b in
        for i in 0..<gradients.values.count {
          b[i] = momentum * b[i] + g[i]
          p[i] -= learningRate * b[i]
        }
      }
    }
  }
}
