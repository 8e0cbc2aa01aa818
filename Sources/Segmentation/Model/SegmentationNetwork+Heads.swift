import Basics
import Datasets
import Imaging
import NeuralNet

extension SegmentationNetwork {
  /// What the backward pass through a head needs.
  public struct HeadCache: Sendable {
    let projection: Conv2D
    let probabilities: Tensor
  }

  /// Class probabilities of one sub-head, resized to the size of the input.
  /// - Shapes: features [N, H', W', C], output [N, height, width, K]. Values: 0...1, summing to 1 over K.
  public func probabilities(
    _ features: FeatureMap, head: Head, subhead: Int, height: Int, width: Int, state: NetworkState,
    context: ComputeContext
  ) -> (output: Tensor, cache: HeadCache) {
    let projection = projection(head, subhead)
    let logits = projection.forward(features, state: state, context: context)
    let (probabilities, _) = Softmax().forward(logits, state: state, mode: .training, context: context)
    let (output, _) = BilinearResize(height: height, width: width)
      .forward(probabilities, state: state, mode: .training, context: context)
    return (output, HeadCache(projection: projection, probabilities: probabilities))
  }

  /// Class probabilities of one sub-head on the feature grid.
  /// - Shapes: features [N, H', W', C], result [N, H', W', K].
  public func featureProbabilities(
    _ features: FeatureMap, head: Head, subhead: Int, state: NetworkState, context: ComputeContext
  ) -> Tensor {
    let logits = projection(head, subhead).forward(features, state: state, context: context)
    return Softmax().forward(logits, state: state, mode: .inference, context: context).output
  }

  /// Adds to `gradients`; returns the gradient with respect to the features.
  /// - Shapes: gradient [N, height, width, K].
  public func backward(
    _ gradient: Tensor, cache: HeadCache, features: FeatureMap, state: NetworkState,
    gradients: inout ParameterStore, context: ComputeContext
  ) -> FeatureGradient {
    let shape = gradient.shape
    let small = BilinearResize(height: shape.height, width: shape.width)
      .backward(
        gradient, cache: cache.probabilities.shape, state: state, gradients: &gradients, context: context)
    let logits = Softmax().backward(
      small, cache: cache.probabilities, state: state, gradients: &gradients, context: context)
    return cache.projection.backward(logits, input: features, state: state, gradients: &gradients, context: context)
  }
}
