import NeuralNet

/// Features of several kinds for one image, as maps of their own resolutions.
///
/// A linear classifier scores each map where it is small, and only the scores are brought to one size.
package struct LayeredFeatures: Sendable {
  /// The kinds in order.
  package let kinds: [FeatureKind]
  package let base: any FeatureExtractor
  private var layered: (any LayeredExtractor)? { base as? any LayeredExtractor }
  package let untrained: TrunkFeatures?
  package let filters: FilterFeatures

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
      trunk.map { TrunkFeatures(network: $0.network, state: state, input: $0.input) }
    }
    filters = FilterFeatures(bands: bands)
    precondition(
      kinds.allSatisfy { Self.kinds(of: base).contains($0) } && (!kinds.contains(.untrained) || self.untrained != nil),
      "the model has not all of the features \(kinds)")
  }

  /// The kinds of features that images have beside those of a model.
  package static func kinds(of base: any FeatureExtractor) -> [FeatureKind] {
    guard let trunk = base as? TrunkFeatures else { return [.last, .context, .filters] }
    return FeatureKind.allCases.filter { $0 != .untrained || trunk.canBeginAnew }
  }

  /// The channels of the maps of a kind, in order.
  package func channels(of kind: FeatureKind) -> [Int] {
    switch kind {
    case .last: [base.channels]
    case .layers, .untrained: layered?.layerChannels ?? []
    case .context: Self.squares.map { _ in base.channels }
    case .filters: [filters.channels]
    }
  }

  /// Sides of the squares of the context, in features.
  package static let squares = [8, 16]

  /// The channels of all maps, in order.
  package var channels: [Int] { kinds.flatMap(channels(of:)) }

  /// How scores of the image's size come from the image.
  package var geometry: TileGeometry {
    .interpolated(
      kinds.flatMap { kind in
        switch kind {
        case .last: [base.geometry]
        case .layers, .untrained: layered?.layerGeometries ?? []
        case .context: Self.squares.map { base.geometry.followed(by: TileGeometry(reduction: $0, period: $0)) }
        case .filters: [filters.geometry]
        }
      })
  }

  /// - Shapes: pixels [N, H, W, bands of the images], results [N, H', W', C] of each map's own size.
  package func maps(_ pixels: Tensor, context: ComputeContext) -> [FeatureMap] {
    let layered = kinds.contains(.layers) ? layered : nil
    let own = layered?.layers(pixels, context: context) ?? []
    // One map serves all kinds that are made of it.
    let needsLast = kinds.contains(.last) || kinds.contains(.context)
    let features =
      needsLast ? layered?.features(of: own, context: context) ?? base.features(pixels, context: context) : nil
    return kinds.flatMap { kind in
      switch kind {
      case .last: features.map { [$0] } ?? []
      case .layers: own
      case .untrained: untrained?.layers(pixels, context: context) ?? []
      case .context:
        features.map { map in Self.squares.map { FeatureMap(SquareMeans.of(map, side: $0, context: context)) } } ?? []
      case .filters: [filters.features(pixels, context: context)]
      }
    }
  }
}
