import Basics

/// Softmax over channels: logits to class probabilities.
///
/// - Shapes: input [N, H, W, K], output [N, H, W, K]. Values: probabilities in 0...1.
public struct Softmax: Layer {
  public init() {}

  public func forward(_ input: Tensor, state: NetworkState, mode: Mode, context: ComputeContext) -> (
    output: Tensor, cache: Tensor
  ) {
    let probabilities = SoftmaxKernel.forward(input, context: context)
    return (probabilities, probabilities)
  }

  public func backward(
    _ outputGradient: Tensor, cache: Tensor, state: NetworkState, gradients: inout ParameterStore,
    context: ComputeContext
  ) -> Tensor {
    SoftmaxKernel.backward(outputGradient, probabilities: cache, context: context)
  }
}
