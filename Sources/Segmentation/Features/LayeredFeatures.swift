import NeuralNet

/// Features of several kinds for one image, as maps of their own resolutions.
///
/// A linear classifier scores each map where it is small, and only the scores are brought to one size.
package struct LayeredFeatures: Sendable {
  /// The kinds in order.
  package let kinds: [FeatureKind]
  private let base: any FeatureExtractor
  private let untrained: TrunkFeatures?
  private let filters: FilterFeatures

  /// - Parameters:
  ///   - base: the features of the model.
  ///   - untrained: a trunk of the form of the model's that has learned nothing; nil where the model has no trunk.
  ///   - bands: channels of the images.
  /// - Precondition: the features of every kind are there.
  package init(_ kinds: [FeatureKind], of base: any FeatureExtractor, untrained: NetworkState?, bands: Int) {
    self.kinds = kinds
    self.base = base
    let trunk = base as? TrunkFeatures
    self.untrained = untrained.flatMap { state in
      trunk.map { TrunkFeatures(network: $0.network, state: state, sobel: $0.sobel) }
    }
    filters = FilterFeatures(bands: bands)
    precondition(
      kinds.allSatisfy { Self.kinds(of: base).contains($0) } && (!kinds.contains(.untrained) || self.untrained != nil),
      "the model has not all of the features \(kinds)")
  }

  /// The kinds of features that images have beside those of a model.
  package static func kinds(of base: any FeatureExtractor) -> [FeatureKind] {
    base is TrunkFeatures ? FeatureKind.allCases : [.last, .context, .filters]
  }

  /// The channels of the maps of a kind, in order.
  package func channels(of kind: FeatureKind) -> [Int] {
    switch kind {
    case .last: [base.channels]
    case .layers, .untrained: (base as? TrunkFeatures)?.network.convolutionChannels ?? []
    case .context: Self.squares.map { _ in base.channels }
    case .filters: [filters.channels]
    }
  }

  /// Sides of the squares of the context, in features.
  private static let squares = [8, 16]

  /// The channels of all maps, in order.
  package var channels: [Int] { kinds.flatMap(channels(of:)) }

  /// How scores of the image's size come from the image.
  package var geometry: TileGeometry {
    .interpolated(
      kinds.flatMap { kind in
        switch kind {
        case .last: [base.geometry]
        case .layers, .untrained: (base as? TrunkFeatures)?.layerGeometries ?? []
        case .context: Self.squares.map { base.geometry.followed(by: TileGeometry(reduction: $0, period: $0)) }
        case .filters: [filters.geometry]
        }
      })
  }

  /// - Shapes: pixels [N, H, W, bands of the images], results [N, H', W', C] of each map's own size.
  package func maps(_ pixels: Tensor, context: ComputeContext) -> [FeatureMap] {
    let trunk = kinds.contains(.layers) ? base as? TrunkFeatures : nil
    let own = trunk?.layers(pixels, context: context) ?? []
    func last() -> FeatureMap {
      if let last = own.last, trunk?.network.endsWithConvolution == true { return last }
      return base.features(pixels, context: context)
    }
    return kinds.flatMap { kind in
      switch kind {
      case .last: [last()]
      case .layers: own
      case .untrained: untrained?.layers(pixels, context: context) ?? []
      case .context:
        Self.squares.map { FeatureMap(SquareMeans.of(last(), side: $0, context: context)) }
      case .filters: [filters.features(pixels, context: context)]
      }
    }
  }
}
