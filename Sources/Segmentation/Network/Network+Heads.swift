import Basics
import NeuralNet

extension Network {
  /// What the backward pass through a head needs.
  public struct HeadCache: Sendable {
    let projection: Conv2D
    let probabilities: Tensor
  }

  /// Cluster probabilities of one copy of a head, resized to the size of the input.
  /// - Shapes: features [N, H', W', C], output [N, height, width, K]. Values: 0...1, summing to 1 over K.
  public func probabilities(
    _ features: FeatureMap, head: Int, copy: Int, height: Int, width: Int, state: NetworkState,
    context: ComputeContext
  ) -> (output: Tensor, cache: HeadCache) {
    let probabilities = featureProbabilities(features, head: head, copy: copy, state: state, context: context)
    let output = BilinearResampling.forward(probabilities, height: height, width: width, context: context)
    return (output, HeadCache(projection: projection(head, copy: copy), probabilities: probabilities))
  }

  /// Cluster probabilities of one copy of a head on the feature grid.
  /// - Shapes: features [N, H', W', C], result [N, H', W', K].
  public func featureProbabilities(
    _ features: FeatureMap, head: Int, copy: Int, state: NetworkState, context: ComputeContext
  ) -> Tensor {
    Softmax.forward(scores(features, head: head, copy: copy, state: state, context: context), context: context)
  }

  /// The scores of one copy of a head on the feature grid, whose softmax are the probabilities.
  /// - Shapes: features [N, H', W', C], result [N, H', W', K].
  func scores(_ features: FeatureMap, head: Int, copy: Int, state: NetworkState, context: ComputeContext) -> Tensor {
    projection(head, copy: copy).forward(features, state: state, context: context)
  }

  /// Gives all copies of a head new weights of a normal distribution.
  /// - Returns: the names of the weights.
  func renew(head: Int, deviation: Float, of state: inout NetworkState, random: inout RandomSource) -> [String] {
    let entries = layout.parameters.entries.filter { $0.name.hasPrefix("\(heads[head].module).heads.") }
    for entry in entries {
      let values = (0..<entry.slot.count).map { _ in deviation * random.normal() }
      state.parameters[entry.slot] = Tensor(entry.slot.shape, values: values)
    }
    return entries.map(\.name)
  }

  /// Adds to `gradients`; returns the gradient with respect to the features.
  /// - Shapes: gradient [N, height, width, K].
  public func backward(
    _ gradient: Tensor, cache: HeadCache, features: FeatureMap, state: NetworkState,
    gradients: inout ParameterStore, context: ComputeContext
  ) -> FeatureGradient {
    let shape = cache.probabilities.shape
    let small = BilinearResampling.adjoint(gradient, height: shape.height, width: shape.width, context: context)
    let logits = Softmax.backward(small, probabilities: cache.probabilities, context: context)
    return cache.projection.backward(logits, input: features, state: state, gradients: &gradients, context: context)
  }
}
