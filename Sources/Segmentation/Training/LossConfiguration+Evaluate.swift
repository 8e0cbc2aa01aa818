import NeuralNet

extension LossConfiguration {
  /// The loss of one head for two views in one frame.
  /// - Shapes: first and second [N, S, S, K], mask [N, S, S].
  func evaluate(
    head: SegmentationNetwork.Head, first: Tensor, second: Tensor, mask: Tensor?, seed: UInt64, step: Int,
    context: ComputeContext
  ) -> MutualInformationLoss.Evaluation {
    let loss = MutualInformationLoss(
      radius: radius, entropyWeight: head == .main ? entropyWeight : overclusteringEntropyWeight,
      form: collapsed ? .collapsed : .perDisplacement)
    return loss(first: first, second: second, mask: mask, context: context)
  }
}
