import NeuralNet

/// A step of learning from targets: the network sees the second view of each crop, and what it predicts there, brought back
/// into the frame of the first view, is to be what the targets say.
enum PredictedViews {
  /// Adds the gradients of the cross-entropy to `gradients`, and moves the running statistics of batch norms.
  /// - Parameters:
  ///   - targets: probabilities of the clusters of head 0 in the first views. Shapes: [N, H', W', K], of any size.
  ///   - clusterWeights: how much a pixel counts by its target. Shape: [K]; nil where all count alike.
  /// - Throws: ``LearningError/lossNotFinite(step:learningRate:)``; `state` is then unchanged.
  static func addGradients(
    _ batch: PairBatch, targets: Tensor, clusterWeights: [Float]? = nil, network: Network, state: inout NetworkState,
    into gradients: inout ParameterStore, step: inout LearningStep
  ) throws -> CrossEntropyLoss {
    let context = step.context
    // Whole images have one place, which needs no way back.
    let isWhole = network.groupsImages
    let size = isWhole ? targets.shape : batch.first.shape
    var pass = network.trunk(
      batch.second, state: state, mode: .training, recomputes: step.recomputesEarlyMaps, context: context)
    let map = network.probabilities(
      pass.features, head: 0, copy: 0, height: size.height, width: size.width, state: state, context: context)
    let predicted = isWhole ? map.output : AffineResampling.forward(map.output, maps: batch.maps, context: context)
    let wanted = BilinearResampling.forward(targets, height: size.height, width: size.width, context: context)
    step.lap(\.forward)
    let value = CrossEntropyLoss(
      predicted, targets: wanted, mask: batch.mask, clusterWeights: clusterWeights, context: context)
    step.lap(\.loss)
    guard value.loss.isFinite else {
      throw LearningError.lossNotFinite(step: step.number + 1, learningRate: step.learningRate)
    }
    network.commitStatistics(pass.cache, to: &state)
    let returned =
      isWhole ? value.gradient : AffineResampling.adjoint(value.gradient, maps: batch.maps, context: context)
    let gradient = network.backward(
      returned, cache: map.cache, features: pass.features, state: state, gradients: &gradients, context: context)
    network.backward(gradient, cache: &pass.cache, state: state, gradients: &gradients, context: context)
    step.lap(\.backward)
    return value
  }
}
