import Basics

/// A rule that changes parameters by their gradients.
public protocol Optimizer: Sendable {
  /// Changes `parameters` in place and counts the step.
  /// - Parameter learningRate: of this step, so that a schedule needs no hold on the optimizer.
  mutating func step(
    _ parameters: inout ParameterStore, gradients: ParameterStore, learningRate: Float, context: ComputeContext)

  /// Steps taken so far.
  var stepCount: Int { get set }

  /// What must be saved for training to go on exactly, by name; the shapes follow from the parameters' layout.
  var moments: [String: Tensor] { get set }
}
