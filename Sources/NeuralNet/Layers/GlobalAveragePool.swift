import Basics

/// The mean of each channel over all pixels of an image.
///
/// - Shapes: input [N, H, W, C], output [N, 1, 1, C].
public struct GlobalAveragePool: Layer {
  /// The layer has no settings.
  public init() {}

  public var geometry: TileGeometry { TileGeometry(reduction: 1, allowsTiles: false) }
  public var backwardReadsOutput: Bool { false }

  public func forward(_ input: FeatureMap, state: NetworkState, mode: Mode, context: ComputeContext) -> (
    output: FeatureMap, cache: Void
  ) {
    (FeatureMap(ImageAverage.forward(input, context: context)), ())
  }

  public func backward(
    _ gradient: FeatureGradient, input: FeatureMap, output: FeatureMap, cache: Void, state: NetworkState,
    gradients: inout ParameterStore, wantsInput: Bool, context: ComputeContext
  ) -> FeatureGradient? {
    guard wantsInput else { return nil }
    let values = ImageAverage.backward(gradient.values, shape: input.raw.shape, context: context)
    return FeatureGradient(values, of: input, context: context)
  }
}
