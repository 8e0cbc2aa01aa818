import Basics

/// Feature maps to which a batch norm and a ReLU may still have to be applied.
///
/// A trunk keeps only the outputs of its convolutions, and the next kernel applies `affine` while it reads. This saves two
/// tensors and two passes over memory for each layer.
public struct FeatureMap: Sendable {
  /// The values before batch norm and ReLU. Shapes: [N, H, W, C].
  public let raw: Tensor
  /// The batch norm and ReLU to apply to each channel; nil when ``raw`` is final.
  package let affine: ChannelAffine?

  /// Maps that are final. Shapes: [N, H, W, C].
  public init(_ values: Tensor) { self.init(raw: values) }

  package init(raw: Tensor, affine: ChannelAffine? = nil) {
    self.raw = raw
    self.affine = affine
  }

  /// The maps after batch norm and ReLU. Shapes: [N, H, W, C].
  public func applied(context: ComputeContext) -> Tensor {
    affine == nil ? raw : PixelSource.lend(self) { $0.materialized(context: context) }
  }
}

/// The gradient of the loss with respect to a ``FeatureMap`` after its batch norm and before its ReLU. It is zero where the
/// ReLU is zero.
public struct FeatureGradient: Sendable {
  /// Shapes: [N, H, W, C].
  public var values: Tensor
  /// For each channel, the sums of ``values`` and of ``values`` times the raw map; nil without a batch norm.
  package var sums: GradientSums?

  package init(values: Tensor, sums: GradientSums?) {
    self.values = values
    self.sums = sums
  }

  /// The gradient with respect to `map` before its ReLU.
  /// - Parameter values: the gradient with respect to the final map, [N, H, W, C].
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
