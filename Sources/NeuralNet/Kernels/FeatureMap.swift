import Basics

/// Feature maps whose batch norm and ReLU are still to come.
///
/// A trunk of convolution, batch norm and ReLU keeps only what its convolutions computed; the next kernel applies
/// ``affine`` while it reads. That saves two tensors and two passes over memory a layer.
public struct FeatureMap: Sendable {
  /// What the convolution computed. Shapes: [N, H, W, C].
  public let raw: Tensor
  /// The normalisation (and ReLU) to apply to each channel; nil where ``raw`` is final.
  package let affine: ChannelAffine?

  /// Final maps. Shapes: [N, H, W, C].
  public init(_ values: Tensor) { self.init(raw: values) }

  package init(raw: Tensor, affine: ChannelAffine? = nil) {
    self.raw = raw
    self.affine = affine
  }

  /// The maps with the pending work done. Shapes: [N, H, W, C].
  public func applied(context: ComputeContext) -> Tensor {
    affine == nil ? raw : PixelSource.lend(self) { $0.materialized(context: context) }
  }
}

/// The gradient of the loss with respect to a ``FeatureMap`` after its affine, before its ReLU: zero where the ReLU
/// cut off.
public struct FeatureGradient: Sendable {
  /// Shapes: [N, H, W, C].
  public var values: Tensor
  /// For each channel the sum of ``values``, and of ``values`` times the raw map; nil where there is no affine.
  package var sums: GradientSums?

  package init(values: Tensor, sums: GradientSums?) {
    self.values = values
    self.sums = sums
  }

  /// The gradient with respect to `map`, of the one with respect to the applied map.
  /// - Shapes: values [N, H, W, C], as `map`.
  public init(_ values: Tensor, of map: FeatureMap, context: ComputeContext) {
    let shape = map.raw.shape
    precondition(values.shape == shape, "gradient \(values.shape) of map \(shape)")
    var values = values
    let chunk = 1024
    let chunks = (shape.pixels + chunk - 1) / chunk
    let sums = OutputFinish.gradient(of: map).lend(chunks: chunks, channels: shape.channels) { finish in
      values.withMutablePointer { values in
        context.forEach(chunks) { index in
          finish.withChunk(index) {
            $0.apply(values, pixel: index * chunk, count: min(chunk, shape.pixels - index * chunk))
          }
        }
      }
    }
    self.init(values: values, sums: sums.map { GradientSums(sum: $0.sum, sumOfProducts: $0.products) })
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
