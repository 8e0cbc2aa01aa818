import Basics

/// Maximum pooling over 2x2 windows with stride 2; an odd last row or column is left out.
///
/// - Shapes: input [N, H, W, C], output [N, H / 2, W / 2, C].
public struct MaxPool2D: Layer {
  /// The layer has no settings.
  public init() {}

  public var geometry: TileGeometry { TileGeometry(reduction: 2) }
  public var backwardReadsOutput: Bool { false }

  public func forward(_ input: FeatureMap, state: NetworkState, mode: Mode, context: ComputeContext) -> (
    output: FeatureMap, cache: Void
  ) {
    (FeatureMap(raw: MaxPooling.forward(input, context: context)), ())
  }

  public func backward(
    _ gradient: FeatureGradient, input: FeatureMap, output: FeatureMap, cache: Void, state: NetworkState,
    gradients: inout ParameterStore, wantsInput: Bool, context: ComputeContext
  ) -> FeatureGradient? {
    wantsInput ? MaxPooling.backward(gradient.values, input: input, context: context) : nil
  }
}
