import NeuralNet

/// Turns the pixels of an image into features, which a ``PixelClassifier`` tells apart.
public protocol FeatureExtractor: Sendable {
  /// Channels of the features.
  var channels: Int { get }
  /// How features lie on the image, and whether it may be cut into tiles.
  var geometry: TileGeometry { get }

  /// - Shapes: pixels [N, H, W, bands of the images], result [N, H', W', channels].
  /// - Values: pixels 0...1.
  func features(_ pixels: Tensor, context: ComputeContext) -> FeatureMap
}
