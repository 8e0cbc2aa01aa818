import Basics

/// A rule that changes parameters by their gradients.
public protocol Optimizer: Sendable {
  /// Changes `parameters` in place and counts the step.
  /// - Parameter learningRate: the learning rate of this step. A schedule changes it from step to step.
  mutating func step(
    _ parameters: inout ParameterStore, gradients: ParameterStore, learningRate: Float, context: ComputeContext)

  /// Forgets what earlier steps tell of the parameters of these names.
  mutating func forget(_ names: [String], in layout: ParameterLayout)

  /// The number of steps so far.
  var stepCount: Int { get set }

  /// The tensors, by name, that a checkpoint saves to continue training exactly. Their shapes follow from the layout of the
  /// parameters.
  var moments: [String: Tensor] { get set }
}

extension Tensor {
  /// Sets the elements of one parameter to zero.
  mutating func setToZero(_ slot: ParameterSlot) {
    withUnsafeMutableBuffer { values in
      for index in slot.offset..<slot.offset + slot.count { values[index] = 0 }
    }
  }
}
