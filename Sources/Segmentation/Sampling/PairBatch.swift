import Basics
import Datasets
import Imaging
import NeuralNet

/// Two views of each of a few image crops, as the network sees them.
public struct PairBatch: Sendable {
  /// The crops. Shapes: [N, S, S, C].
  public let first: Tensor
  /// The crops transformed: moved by ``maps`` and changed in colour. Shapes: [N, S, S, C].
  public let second: Tensor
  /// Where each pixel of the first view lies in the second, one map a pair.
  public let maps: [AffineMap]
  /// 1 where a pixel of the first view is seen in the second, 0 elsewhere; nil where all are. Shapes: [N, S, S].
  public private(set) var mask: Tensor?
  /// The mask without the pixels that do not count; nil where all do.
  let relevantMask: Tensor?
  /// 1 where a pixel of the first view has data and no label leaves it out, 0 elsewhere; nil where all have. Its side stays that of
  /// the pixels where the views are maps of features. Shapes: [N, S, S].
  public let validity: Tensor?

  /// A batch of two views of the same crops, with the maps from the first to the second.
  public init(first: Tensor, second: Tensor, maps: [AffineMap], mask: Tensor?, validity: Tensor? = nil) {
    self.init(first: first, second: second, maps: maps, mask: mask, relevantMask: nil, validity: validity)
  }

  init(
    first: Tensor, second: Tensor, maps: [AffineMap], mask: Tensor?, relevantMask: Tensor?, validity: Tensor?
  ) {
    self.first = first
    self.second = second
    self.maps = maps
    self.mask = mask
    self.relevantMask = relevantMask
    self.validity = validity
  }

  /// Leaves out the pixels that do not count, unless none of the whole batch counts: that would have no loss.
  mutating func takeRelevant(context: ComputeContext) {
    guard let relevantMask else { return }
    let some = relevantMask.withUnsafeBuffer { $0.contains { $0 != 0 } }
    if context.sums([some ? 1 : 0])[0] > 0 { mask = relevantMask }
  }
}
