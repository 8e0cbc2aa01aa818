import Basics

/// Counts how often each pair of clusters occurs at every displacement of a square window:
/// `P[i, j](t) = sum over images and pixels q of first[i](q + t) * second[j](q)`, pixels outside the frame being zero.
///
/// Source: Ji, Henriques and Vedaldi 2019, equation 5. The sign of the displacement is that of a convolution of the
/// first map with the second as its filter.
public struct JointDistribution: Sendable {
  /// The algorithm. All algorithms agree up to rounding.
  public enum Method: String, Sendable, CaseIterable {
    /// Plain loops in Double, for tests.
    case reference
    /// Matrix products of unrolled rows. The cost grows with `(2R + 1)^2 K^2 H W`.
    case direct
    /// Products in the frequency domain, tile by tile. The cost hardly grows with the window.
    case spectral
  }

  /// The largest displacement along each axis, in pixels; at least 0.
  package let radius: Int
  /// The algorithm; nil to choose it by cost.
  package let method: Method?

  package init(radius: Int, method: Method? = nil) {
    precondition(radius >= 0, "the radius of a window cannot be \(radius)")
    self.radius = radius
    self.method = method
  }

  /// The number of displacements along one axis: `2 * radius + 1`.
  package var side: Int { 2 * radius + 1 }

  /// The counts of all displacements, and spectra for the gradient.
  package struct Counts: Sendable {
    /// Shapes: `[2R + 1, 2R + 1, K, K]`: rows moved, columns moved, cluster in the first map, cluster in the second.
    package let values: Tensor
    let spectra: [JointDistributionSpectral.Spectra]

    init(values: Tensor, spectra: [JointDistributionSpectral.Spectra] = []) {
      self.values = values
      self.spectra = spectra
    }
  }

  /// The counts of all displacements of `maps`.
  package func counts(of maps: PairedMaps, context: ComputeContext) -> Counts {
    switch chosenMethod(for: maps.shape) {
    case .reference: return Counts(values: JointDistributionReference.counts(maps, radius: radius))
    case .direct: return Counts(values: JointDistributionDirect.counts(maps, radius: radius, context: context))
    case .spectral:
      guard maps.shape.count > 0 else { return Counts(values: context.zeros(countsShape(maps.shape))) }
      let plan = SpectralPlan(shape: maps.shape, radius: radius)
      let counted = JointDistributionSpectral(plan: plan, context: context).counts(maps)
      return Counts(values: counted.values, spectra: counted.kept)
    }
  }

  /// The gradients with respect to both maps.
  /// - Parameter gradient: the gradient with respect to ``Counts/values``, in the same shape.
  package func gradients(
    _ gradient: Tensor, counts: Counts, maps: PairedMaps, context: ComputeContext
  ) -> (first: Tensor, second: Tensor) {
    precondition(
      gradient.shape == countsShape(maps.shape),
      "gradient of shape \(gradient.shape) where the counts have \(countsShape(maps.shape))")
    switch chosenMethod(for: maps.shape) {
    case .reference: return JointDistributionReference.gradients(gradient, maps, radius: radius)
    case .direct: return JointDistributionDirect.gradients(gradient, maps, radius: radius, context: context)
    case .spectral:
      guard maps.shape.count > 0 else { return (context.zeros(maps.shape), context.zeros(maps.shape)) }
      let plan = SpectralPlan(shape: maps.shape, radius: radius)
      return JointDistributionSpectral(plan: plan, context: context)
        .gradients(gradient, maps, kept: counts.spectra)
    }
  }

  /// The algorithm for maps of this shape: the given one, or the one of least cost.
  ///
  /// Both costs count multiply-adds. Those of the spectral algorithm count more, since its products are small.
  package func chosenMethod(for shape: Shape) -> Method {
    if let method { return method }
    guard shape.count > 0 else { return .direct }
    let direct = SpectralPlan.directCost(shape: shape, radius: radius)
    return SpectralPlan(shape: shape, radius: radius).cost < direct ? .spectral : .direct
  }

  func countsShape(_ shape: Shape) -> Shape { [side, side, shape.channels, shape.channels] }
}
