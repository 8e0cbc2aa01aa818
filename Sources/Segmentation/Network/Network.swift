import Basics
import NeuralNet

/// A convolutional trunk, and heads of a 1x1 convolution, softmax and bilinear resize. A network that groups whole images has
/// one place an image.
///
/// ```swift
/// let network = Network(
///   trunk: [.conv(32), .pool, .conv(64, dilation: 2)], heads: [.init("main", clusters: 5)], inputChannels: 3)
/// ```
///
/// - Source: Ji, Henriques and Vedaldi, ICCV 2019, supplementary material; parameter names as in the network published
///   with it.
public struct Network: Sendable {
  /// The layers of the trunk and how they are computed.
  public let configuration: NetworkConfiguration
  /// The heads, in the order in which methods count them.
  public let heads: [HeadConfiguration]
  /// Channels the network takes, Sobel derivatives included.
  public let inputChannels: Int
  /// Channels of the features that the trunk gives.
  public let featureChannels: Int
  /// The names and places of all weights and running statistics.
  public let layout: NetworkLayout
  package let layers: Sequential
  /// Places among the layers of those that end a stage of convolutions.
  package let convolutionLayers: [Int]
  /// For each head its copies.
  private let projections: [[Conv2D]]

  /// A network of a trunk with heads on it, without weights.
  public init(trunk: [NetworkConfiguration.Stage], heads: [HeadConfiguration], inputChannels: Int) {
    self.init(NetworkConfiguration(trunk: trunk), heads: heads, inputChannels: inputChannels)
  }

  /// - Parameter cropSize: side of the images that a network sees whose last stage is `flatten`.
  /// - Precondition: where the last stage is `flatten`, something of the images is left.
  public init(
    _ configuration: NetworkConfiguration, heads: [HeadConfiguration], inputChannels: Int, cropSize: Int = 0
  ) {
    self.configuration = configuration
    self.heads = heads
    self.inputChannels = inputChannels
    var layout = NetworkLayout()
    var channels = inputChannels
    var module = 0
    let places = configuration.featureSize(cropSize) ?? 0
    precondition(configuration.trunk.last != .flatten || places > 0, "crops of \(cropSize) leave nothing to flatten")
    var layers: [any Layer] = []
    var convolutionLayers: [Int] = []
    for stage in configuration.trunk {
      switch stage {
      case .pool:
        layers.append(MaxPool2D())
        module += 1
      case .convolution(let outputs, let kernel, let dilation, let padding):
        layers.append(
          ConvBlock(
            inputChannels: channels, outputChannels: outputs, kernelSize: kernel, dilation: dilation, padding: padding,
            tracksStatistics: configuration.tracksStatistics,
            names: ("trunk.features.\(module)", "trunk.features.\(module + 1)"), in: &layout))
        module += 3
      case .residual(let outputs, let blocks, let stride):
        for block in 0..<blocks {
          layers.append(
            ResidualBlock(
              inputChannels: block == 0 ? channels : outputs, outputChannels: outputs, stride: block == 0 ? stride : 1,
              tracksStatistics: configuration.tracksStatistics, name: "trunk.features.\(module).\(block)",
              in: &layout))
        }
        module += 1
      case .average: layers.append(GlobalAveragePool())
      case .flatten:
        layers.append(Flatten())
        channels *= places * places
      }
      if let outputs = stage.channels {
        channels = outputs
        convolutionLayers.append(layers.count - 1)
      }
    }
    self.layers = Sequential(layers)
    self.convolutionLayers = convolutionLayers
    featureChannels = channels
    projections = heads.map { head in
      (0..<head.copies).map { index in
        Conv2D(
          inputChannels: channels, outputChannels: head.clusters, kernelSize: 1, padding: configuration.headPadding,
          hasBias: configuration.groupsImages, name: "\(head.module).heads.\(index).0", in: &layout)
      }
    }
    self.layout = layout
  }

  /// The place of the head called `name` among ``heads``.
  public func head(named name: String) -> Int? { heads.firstIndex { $0.name == name } }

  /// He-initialised weights.
  public func initialState(seed: UInt64) -> NetworkState {
    var state = NetworkState(layout)
    var random = RandomSource(seed: seed, stream: .max)
    layers.initialize(&state, random: &random)
    for projection in projections.joined() { projection.initialize(&state, random: &random) }
    return state
  }

  /// How the features lie over an image.
  public var geometry: TileGeometry { layers.geometry }

  /// Whether the network tells whole images apart, and not pixels. Its maps then have one place an image.
  public var groupsImages: Bool { configuration.groupsImages }

  /// Whether an image can be cut into tiles: features and cluster maps lie on a fixed grid over it, and nothing takes
  /// statistics of the whole.
  public var allowsTiles: Bool { configuration.headPadding == 0 && layers.geometry.allowsTiles }

  /// The trunk's features.
  /// - Parameter recomputes: gives up the large maps before the first pooling, which the backward pass then recomputes.
  /// - Shapes: input [N, H, W, inputChannels], features [N, H', W', C], half the size after each pooling.
  public func trunk(
    _ input: Tensor, state: NetworkState, mode: Mode, recomputes: Bool = false, context: ComputeContext
  ) -> (features: FeatureMap, cache: Sequential.Cache) {
    precondition(
      input.shape.channels == inputChannels, "input \(input.shape) for a network of \(inputChannels) channels")
    var layers = layers
    layers.recomputesEarlyMaps = recomputes
    let (features, cache) = layers.forward(FeatureMap(raw: input), state: state, mode: mode, context: context)
    return (features, cache)
  }

  /// The outputs of the trunk's convolutions and stacks of residual blocks in inference, each after its ReLU.
  /// - Shapes: input [N, H, W, inputChannels].
  package func convolutions(_ input: Tensor, state: NetworkState, context: ComputeContext) -> [FeatureMap] {
    let outputs = layers.outputs(FeatureMap(raw: input), state: state, context: context)
    return convolutionLayers.map { outputs[$0] }
  }

  /// The channels of ``convolutions(_:state:context:)``.
  package var convolutionChannels: [Int] { configuration.trunk.compactMap(\.channels) }

  /// Whether the trunk's features are the output of its last convolution, and not of a pooling.
  package var endsWithConvolution: Bool { convolutionLayers.last == layers.layers.count - 1 }

  /// How ``convolutions(_:state:context:)`` lie on the input.
  package var convolutionGeometries: [TileGeometry] {
    var geometry = TileGeometry.identity
    let geometries = layers.layers.map { layer in
      geometry = geometry.followed(by: layer.geometry)
      return geometry
    }
    return convolutionLayers.map { geometries[$0] }
  }

  /// Adds to `gradients`; empties `cache` on its way, so that memory is free as soon as it has been used.
  /// - Parameter gradient: with respect to the features.
  public func backward(
    _ gradient: FeatureGradient, cache: inout Sequential.Cache, state: NetworkState, gradients: inout ParameterStore,
    context: ComputeContext
  ) {
    layers.backward(gradient, emptying: &cache, state: state, gradients: &gradients, context: context)
  }

  /// Moves the running statistics of every batch norm towards those of the batch that `cache` comes from.
  public func commitStatistics(_ cache: Sequential.Cache, to state: inout NetworkState) {
    layers.commitStatistics(cache, to: &state)
  }

  package func projection(_ head: Int, copy: Int) -> Conv2D { projections[head][copy] }
}
