import Basics

extension ConvBlock.Cache {
  /// Gives up the output map, and the input map if it is an earlier layer's output, to save memory.
  public mutating func drop(input dropsInput: Bool, placeholder: Tensor) {
    output = FeatureMap(raw: placeholder, affine: output.affine)
    if dropsInput { input = FeatureMap(raw: placeholder, affine: input.affine) }
  }
}

extension ConvBlock {
  /// Computes again what a cache gave up.
  /// - Parameter input: what the layer before computed; nil for the first layer, whose input is still there.
  public func restore(
    _ cache: inout Cache, input: FeatureMap?, state: NetworkState, context: ComputeContext
  ) {
    if let input { cache.input = input }
    cache.output = recomputed(cache, state: state, context: context)
  }
}
