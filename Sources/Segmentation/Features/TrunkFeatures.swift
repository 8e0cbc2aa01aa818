import NeuralNet

/// The features of a network's trunk.
public struct TrunkFeatures: FeatureExtractor {
  public let network: Network
  public let state: NetworkState
  /// Adds its channels first; nil where the trunk takes the images' channels as they are.
  public let sobel: SobelFilter?

  public init(network: Network, state: NetworkState, sobel: SobelFilter?) {
    self.network = network
    self.state = state
    self.sobel = sobel
  }

  public var channels: Int { network.featureChannels }

  public var geometry: TileGeometry {
    let input = TileGeometry(reduction: 1, reach: sobel == nil ? 0 : 1, allowsTiles: network.allowsTiles)
    return input.followed(by: network.geometry)
  }

  public func features(_ pixels: Tensor, context: ComputeContext) -> FeatureMap {
    let input = sobel.map { $0(pixels, context: context) } ?? pixels
    return network.trunk(input, state: state, mode: .inference, context: context).features
  }

  /// The outputs of all convolutions.
  /// - Shapes: pixels [N, H, W, bands of the images], results [N, H', W', C] of each convolution's own size.
  package func layers(_ pixels: Tensor, context: ComputeContext) -> [FeatureMap] {
    let input = sobel.map { $0(pixels, context: context) } ?? pixels
    return network.convolutions(input, state: state, context: context)
  }

  /// How the outputs of each convolution lie on the image.
  package var layerGeometries: [TileGeometry] {
    let input = TileGeometry(reduction: 1, reach: sobel == nil ? 0 : 1, allowsTiles: network.allowsTiles)
    return network.convolutionGeometries.map { input.followed(by: $0) }
  }
}
