/// Counts how often each pair of classes meets at every displacement of a square window:
/// `P[i, j](t) = sum over images and pixels q of first[i](q + t) * second[j](q)`, pixels outside the frame being zero.
///
/// Source: Ji, Henriques and Vedaldi 2019, equation 5. The sign of the displacement is that of a convolution of the
/// first map with the second as its filter.
public struct JointDistribution: Sendable {
  /// How the counts are computed; all ways agree up to rounding.
  public enum Method: String, Sendable, CaseIterable {
    /// Plain loops in Double, for tests.
    case reference
    /// Unrolled rows and matrix products; the cost grows with `(2R + 1)^2 K^2 H W`.
    case direct
  }

  /// Largest displacement along each axis, in pixels; at least 0.
  public let radius: Int
  /// The way to compute, or nil to choose by cost.
  public let method: Method?

  public init(radius: Int, method: Method? = nil) {
    precondition(radius >= 0, "the radius of a window cannot be \(radius)")
    self.radius = radius
    self.method = method
  }

  /// Displacements along one axis: `2 * radius + 1`.
  public var side: Int { 2 * radius + 1 }

  /// The counts of all displacements, and what the gradient needs.
  public struct Counts: Sendable {
    /// - Shape: `[2R + 1, 2R + 1, K, K]`: rows moved, columns moved, class in the first map, class in the second.
    public let values: Tensor
  }

  /// The counts of all displacements of `maps`.
  public func counts(of maps: PairedMaps, context: ComputeContext) -> Counts {
    switch chosenMethod(for: maps.shape) {
    case .reference: Counts(values: JointDistributionReference.counts(maps, radius: radius))
    case .direct: Counts(values: JointDistributionDirect.counts(maps, radius: radius, context: context))
    }
  }

  /// The gradients with respect to both maps, given the one with respect to the counts.
  ///
  /// - Parameter gradient: `[2R + 1, 2R + 1, K, K]`, laid out as ``Counts/values``.
  public func gradients(
    _ gradient: Tensor, counts: Counts, maps: PairedMaps, context: ComputeContext
  ) -> (first: Tensor, second: Tensor) {
    precondition(
      gradient.shape == countsShape(maps.shape),
      "gradient of shape \(gradient.shape) where the counts have \(countsShape(maps.shape))")
    switch chosenMethod(for: maps.shape) {
    case .reference: return JointDistributionReference.gradients(gradient, maps, radius: radius)
    case .direct: return JointDistributionDirect.gradients(gradient, maps, radius: radius, context: context)
    }
  }

  /// The method used for maps of this shape: the given one, or the cheapest.
  public func chosenMethod(for shape: Shape) -> Method { method ?? .direct }

  func countsShape(_ shape: Shape) -> Shape { [side, side, shape.channels, shape.channels] }
}
