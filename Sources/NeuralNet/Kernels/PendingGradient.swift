import Basics

/// A gradient to which the backward pass of a batch norm may still have to be applied.
struct PendingGradient {
  /// Shapes: [N, H, W, C].
  let values: Tensor
  /// The map before the batch norm, and the backward pass of the batch norm; nil when ``values`` is final.
  let norm: (raw: Tensor, affine: GradientAffine)?

  init(values: Tensor, norm: (raw: Tensor, affine: GradientAffine)? = nil) {
    self.values = values
    self.norm = norm
  }
}
