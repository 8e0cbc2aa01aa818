import NeuralNet

// K classes.

/// The softmax of features that are scores of classes.
package struct ScoreSoftmax: PixelClassifier {
  package let clusters: Int

  /// - Shapes: features [N, H, W, K], result [N, H, W, K].
  package func probabilities(_ features: FeatureMap, context: ComputeContext) -> Tensor {
    Softmax.forward(features.applied(context: context), context: context)
  }
}
