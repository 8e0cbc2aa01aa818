import NeuralNet

// N images, H height, W width, B bands, C channels.

/// What a network sees of images.
public enum NetworkInput: Sendable {
  /// The pixels as they are.
  case pixels
  /// The pixels, or nothing of them, and their derivatives.
  case derivatives(SobelFilter)
  /// The features of a pretrained network.
  case pretrained(BackboneFeatures)

  /// - Parameter pretrained: the network whose features are seen in place of pixels; nil for none.
  public init(_ input: InputConfiguration, pretrained: BackboneFeatures? = nil) {
    if let pretrained {
      self = .pretrained(pretrained)
    } else {
      self = SobelFilter(input).map { .derivatives($0) } ?? .pixels
    }
  }

  /// Channels of what is seen of images of so many bands.
  public func channels(bands: Int) -> Int {
    switch self {
    case .pixels: bands
    case .derivatives(let filter): filter.outputChannels(bands)
    case .pretrained(let features): features.channels
    }
  }

  /// How what is seen lies on the image.
  public var geometry: TileGeometry {
    switch self {
    case .pixels: .identity
    case .derivatives: TileGeometry(reduction: 1, reach: 1)
    case .pretrained(let features): features.geometry
    }
  }

  /// - Shapes: pixels [N, H, W, B], result [N, H', W', C].
  public func callAsFunction(_ pixels: Tensor, context: ComputeContext) -> Tensor {
    switch self {
    case .pixels: pixels
    case .derivatives(let filter): filter(pixels, context: context)
    case .pretrained(let features): features.features(pixels, context: context).raw
    }
  }

  /// The pretrained network; nil for none.
  package var backbone: BackboneFeatures? {
    if case .pretrained(let features) = self { features } else { nil }
  }
}
