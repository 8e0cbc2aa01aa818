import NeuralNet

/// The features of a network's trunk.
public struct TrunkFeatures: LayeredExtractor {
  /// The network that has the trunk.
  public let network: Network
  /// The weights and running statistics of the network.
  public let state: NetworkState
  /// What the trunk sees of images.
  public let input: NetworkInput

  /// The features of the network with these weights.
  public init(network: Network, state: NetworkState, input: NetworkInput) {
    self.network = network
    self.state = state
    self.input = input
  }

  public var channels: Int { network.featureChannels }

  public var geometry: TileGeometry {
    tiled(input.geometry.followed(by: network.geometry))
  }

  public func features(_ pixels: Tensor, context: ComputeContext) -> FeatureMap {
    network.trunk(input(pixels, context: context), state: state, mode: .inference, context: context).features
  }

  /// The maps of the pretrained network, if there is one, and the outputs of all convolutions.
  package func layers(_ pixels: Tensor, context: ComputeContext) -> [FeatureMap] {
    guard let backbone = input.backbone else {
      return network.convolutions(input(pixels, context: context), state: state, context: context)
    }
    let maps = backbone.layers(pixels, context: context)
    guard !areSideBySide else { return maps }
    return maps
      + network.convolutions(backbone.features(of: maps, context: context).raw, state: state, context: context)
  }

  package func features(of layers: [FeatureMap], context: ComputeContext) -> FeatureMap? {
    if areSideBySide, let backbone = input.backbone {
      return backbone.features(of: layers, context: context)
    }
    return network.endsWithConvolution ? layers.last : nil
  }

  package var areSideBySide: Bool {
    input.backbone != nil && network.convolutionChannels.isEmpty && !network.groupsImages
  }

  package var layerChannels: [Int] { (input.backbone?.layerChannels ?? []) + network.convolutionChannels }

  /// How each of the maps lies on the image.
  package var layerGeometries: [TileGeometry] {
    (input.backbone?.layerGeometries ?? [])
      + network.convolutionGeometries.map { tiled(input.geometry.followed(by: $0)) }
  }

  /// Whether a network of the same form that has learned nothing would tell anything of its own.
  package var canBeginAnew: Bool { input.backbone == nil }

  /// A network that takes statistics of the whole image cannot see it in tiles.
  private func tiled(_ geometry: TileGeometry) -> TileGeometry {
    network.allowsTiles ? geometry : geometry.followed(by: TileGeometry(reduction: 1, allowsTiles: false))
  }
}
