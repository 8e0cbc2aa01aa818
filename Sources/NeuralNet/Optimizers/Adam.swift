import Basics
import Foundation

/// Adam (Kingma and Ba, 2015), in PyTorch's form: `p -= rate / (1 - b1^t) * m / (sqrt(v / (1 - b2^t)) + epsilon)`.
///
/// Each parameter tensor counts its own steps `t`, from its first gradient that is not zero. PyTorch does the same, since it
/// skips a tensor without a gradient. So the correction is right for a head that is first trained at a later step.
public struct Adam: Optimizer {
  /// The decay of the running mean of gradients, 0..<1.
  public let beta1: Float
  /// The decay of the running mean of squared gradients, 0..<1.
  public let beta2: Float
  /// What is added to the root of that mean, above 0.
  public let epsilon: Float
  public var stepCount = 0
  private let slots: [ParameterSlot]
  private var mean: Tensor
  private var square: Tensor
  /// The steps of each parameter tensor. A Float counts to 2^24.
  private var steps: Tensor

  /// - Parameter layout: the layout of the parameters to train.
  public init(_ layout: ParameterLayout, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    slots = layout.entries.map(\.slot)
    mean = Tensor([layout.count])
    square = Tensor([layout.count])
    steps = Tensor([layout.entries.count])
  }

  public var moments: [String: Tensor] {
    get { ["mean": mean, "square": square, "steps": steps] }
    set {
      mean = newValue["mean"] ?? mean
      square = newValue["square"] ?? square
      steps = newValue["steps"] ?? steps
    }
  }

  public mutating func forget(_ names: [String], in layout: ParameterLayout) {
    for (index, entry) in layout.entries.enumerated() where names.contains(entry.name) {
      mean.setToZero(entry.slot)
      square.setToZero(entry.slot)
      steps.withUnsafeMutableBuffer { $0[index] = 0 }
    }
  }

  public mutating func step(
    _ parameters: inout ParameterStore, gradients: ParameterStore, learningRate: Float, context: ComputeContext
  ) {
    stepCount += 1
    let (slots, beta1, beta2, epsilon) = (slots, beta1, beta2, epsilon)
    Tensor.withMutablePointers(&mean, &square) { m, v in
      Tensor.withMutablePointers(&steps, &parameters.values) { counts, p in
        gradients.values.withPointer { g in
          context.forEach(slots.count) { index in
            let range = slots[index].offset..<slots[index].offset + slots[index].count
            if counts[index] == 0 && range.allSatisfy({ g[$0] == 0 }) { return }
            counts[index] += 1
            let rate = learningRate / Float(1 - pow(Double(beta1), Double(counts[index])))
            let correction = Float(1 / (1 - pow(Double(beta2), Double(counts[index]))).squareRoot())
            for i in range {
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
    }
  }
}
