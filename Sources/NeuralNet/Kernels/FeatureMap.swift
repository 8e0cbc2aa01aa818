import Basics

/// Feature maps whose batch norm and ReLU are still to come.
///
/// A trunk of convolution, batch norm and ReLU keeps only what its convolutions computed; the next kernel applies
/// ``affine`` while it reads. That saves two tensors and two passes over memory a layer.
public struct FeatureMap: Sendable {
  /// What the convolution computed. Shapes: [N, H, W, C].
  public let raw: Tensor
  /// The normalisation (and ReLU) to apply to each channel; nil where ``raw`` is final.
  public let affine: ChannelAffine?

  public init(raw: Tensor, affine: ChannelAffine? = nil) {
    self.raw = raw
    self.affine = affine
  }
}

/// The gradient of the loss with respect to a ``FeatureMap`` after its affine, before its ReLU: zero where the ReLU
/// cut off.
public struct FeatureGradient: Sendable {
  /// Shapes: [N, H, W, C].
  public var values: Tensor
  /// For each channel the sum of ``values``, and of ``values`` times the raw map; nil where there is no affine.
  public var sums: GradientSums?

  public init(values: Tensor, sums: GradientSums?) {
    self.values = values
    self.sums = sums
  }

  /// Adds another gradient with respect to the same map.
  /// - Precondition: the shapes are equal.
  public mutating func add(_ other: FeatureGradient) {
    precondition(values.shape == other.values.shape, "gradients \(values.shape) and \(other.values.shape)")
    other.values.withUnsafeBuffer { other in
      values.withUnsafeMutableBuffer { for index in $0.indices { $0[index] += other[index] } }
    }
    if let more = other.sums { sums?.add(more) }
  }
}
