import NeuralNet

/// Features that come with several maps of their own resolutions, or are made of these.
package protocol LayeredExtractor: FeatureExtractor {
  /// The channels of each map.
  var layerChannels: [Int] { get }
  /// How each map lies on the image.
  var layerGeometries: [TileGeometry] { get }

  /// - Shapes: pixels [N, H, W, bands of the images], results [N, H', W', C] of each map's own size.
  func layers(_ pixels: Tensor, context: ComputeContext) -> [FeatureMap]

  /// Whether the features are the maps side by side, each brought to the size of the largest.
  var areSideBySide: Bool { get }

  /// The features, where they follow from the maps; nil where they do not.
  func features(of layers: [FeatureMap], context: ComputeContext) -> FeatureMap?
}
