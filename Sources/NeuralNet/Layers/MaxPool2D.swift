import Basics

/// Maximum pooling over 2x2 windows with stride 2; an odd last row or column is left out.
///
/// - Shapes: input [N, H, W, C], output [N, H / 2, W / 2, C].
public struct MaxPool2D: Layer {
  public init() {}

  public func forward(_ input: Tensor, state: NetworkState, mode: Mode, context: ComputeContext) -> (
    output: Tensor, cache: Tensor
  ) {
    (forward(FeatureMap(raw: input), context: context), input)
  }

  public func backward(
    _ outputGradient: Tensor, cache: Tensor, state: NetworkState, gradients: inout ParameterStore,
    context: ComputeContext
  ) -> Tensor {
    backward(outputGradient, input: FeatureMap(raw: cache), context: context).values
  }

  /// The output for feature maps whose batch norm is pending.
  public func forward(_ input: FeatureMap, context: ComputeContext) -> Tensor {
    MaxPooling.forward(input, context: context)
  }

  /// The gradient with respect to `input`.
  public func backward(_ outputGradient: Tensor, input: FeatureMap, context: ComputeContext) -> FeatureGradient {
    MaxPooling.backward(outputGradient, input: input, context: context)
  }
}
