import Basics
import Datasets
import Imaging
import NeuralNet

extension LossConfiguration {
  /// The loss of one head for two views in one frame.
  /// - Shapes: first and second [N, S, S, K], mask [N, S, S].
  /// - Parameter random: draws the sparse displacement, if one is configured.
  func evaluate(
    head: SegmentationNetwork.Head, first: Tensor, second: Tensor, mask: Tensor?, random: inout RandomSource,
    context: ComputeContext
  ) -> MutualInformationLoss.Evaluation {
    let lambda = head == .main ? entropyWeight : overclusteringEntropyWeight
    let form: MutualInformationLoss.Form = collapsed ? .collapsed : .perDisplacement
    guard sparseMaximum > 0 else {
      return MutualInformationLoss(radius: radius, lambda: lambda, form: form)(
        first: first, second: second, mask: mask, context: context)
    }
    let offset = SparseDisplacement(minimum: sparseMinimum, maximum: sparseMaximum).draw(from: &random)
    return MutualInformationLoss(radius: radius, lambda: lambda, form: form)(
      first: first, second: second, mask: mask, offset: offset, context: context)
  }
}
