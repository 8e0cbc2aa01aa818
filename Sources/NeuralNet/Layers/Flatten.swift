import Basics

/// All values of an image as the channels of one place, row by row, the channels of a pixel together.
///
/// - Shapes: input [N, H, W, C], output [N, 1, 1, H * W * C].
public struct Flatten: Layer {
  /// The layer has no settings.
  public init() {}

  public var geometry: TileGeometry { TileGeometry(reduction: 1, allowsTiles: false) }
  public var backwardReadsOutput: Bool { false }

  public func forward(_ input: FeatureMap, state: NetworkState, mode: Mode, context: ComputeContext) -> (
    output: FeatureMap, cache: Void
  ) {
    let shape = input.raw.shape
    let flat = Shape(
      batch: shape.batch, height: 1, width: 1, channels: shape.height * shape.width * shape.channels)
    return (FeatureMap(input.applied(context: context).reshaped(flat)), ())
  }

  public func backward(
    _ gradient: FeatureGradient, input: FeatureMap, output: FeatureMap, cache: Void, state: NetworkState,
    gradients: inout ParameterStore, wantsInput: Bool, context: ComputeContext
  ) -> FeatureGradient? {
    wantsInput ? FeatureGradient(gradient.values.reshaped(input.raw.shape), of: input, context: context) : nil
  }
}
