import NeuralNet

// N images, H height, W width, C channels, D components.

/// Features after a linear map, and divided by their length where that is asked for: those in which k-means took distances.
public struct ProjectedFeatures: FeatureExtractor {
  /// The features before.
  public let base: any FeatureExtractor
  /// What is done to the features of a pixel.
  public let projection: LinearProjection

  /// - Precondition: the projection takes the channels of `base`.
  public init(_ base: any FeatureExtractor, projection: LinearProjection) {
    precondition(
      base.channels == projection.inputs, "a projection of \(projection.inputs) channels for \(base.channels)")
    self.base = base
    self.projection = projection
  }

  public var channels: Int { projection.outputs }

  public var geometry: TileGeometry { base.geometry }

  /// - Shapes: pixels [N, H, W, bands of the images], result [N, H', W', D].
  public func features(_ pixels: Tensor, context: ComputeContext) -> FeatureMap {
    if let layered = base as? any LayeredExtractor, layered.areSideBySide {
      let maps = layered.layers(pixels, context: context).map { $0.applied(context: context) }
      return FeatureMap(projection(sideBySide: maps, context: context))
    }
    return FeatureMap(projection(base.features(pixels, context: context).applied(context: context), context: context))
  }
}
