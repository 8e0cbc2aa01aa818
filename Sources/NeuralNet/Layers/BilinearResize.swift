import Basics

/// Resizes maps to a fixed size by bilinear interpolation with half-pixel centres, as PyTorch's
/// `interpolate(mode="bilinear", align_corners=False)`.
///
/// - Shapes: input [N, H, W, C], output [N, height, width, C].
public struct BilinearResize: Layer {
  /// Output rows.
  public let height: Int
  /// Output columns.
  public let width: Int

  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  public func forward(_ input: Tensor, state: NetworkState, mode: Mode, context: ComputeContext) -> (
    output: Tensor, cache: Shape
  ) {
    (BilinearResampling.forward(input, height: height, width: width, context: context), input.shape)
  }

  public func backward(
    _ outputGradient: Tensor, cache: Shape, state: NetworkState, gradients: inout ParameterStore,
    context: ComputeContext
  ) -> Tensor {
    BilinearResampling.adjoint(outputGradient, height: cache.height, width: cache.width, context: context)
  }
}
