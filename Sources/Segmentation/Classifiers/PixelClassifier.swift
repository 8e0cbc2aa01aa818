import NeuralNet

/// Tells which cluster each feature belongs to.
public protocol PixelClassifier: Sendable {
  /// Clusters that it tells apart, K.
  var clusters: Int { get }

  /// - Shapes: features [N, H, W, C], result [N, H, W, K].
  /// - Values: probabilities 0...1, summing to 1 over K.
  func probabilities(_ features: FeatureMap, context: ComputeContext) -> Tensor
}
