import Basics
import NeuralNet

/// A convolutional trunk, and heads of a 1x1 convolution, softmax and bilinear resize.
///
/// ```swift
/// let network = Network(
///   trunk: [.conv(32), .pool, .conv(64, dilation: 2)], heads: [.init("main", clusters: 5)], inputChannels: 3)
/// ```
///
/// - Source: Ji, Henriques and Vedaldi, ICCV 2019, supplementary material; parameter names as in the network published
///   with it.
public struct Network: Sendable {
  public let configuration: NetworkConfiguration
  /// The heads, in the order in which methods count them.
  public let heads: [HeadConfiguration]
  /// Channels the network takes, Sobel derivatives included.
  public let inputChannels: Int
  /// Channels of the features that the trunk gives.
  public let featureChannels: Int
  public let layout: NetworkLayout
  private let layers: Sequential
  /// For each head its copies.
  private let projections: [[Conv2D]]

  public init(trunk: [NetworkConfiguration.Stage], heads: [HeadConfiguration], inputChannels: Int) {
    self.init(NetworkConfiguration(trunk: trunk), heads: heads, inputChannels: inputChannels)
  }

  public init(_ configuration: NetworkConfiguration, heads: [HeadConfiguration], inputChannels: Int) {
    self.configuration = configuration
    self.heads = heads
    self.inputChannels = inputChannels
    var layout = NetworkLayout()
    var channels = inputChannels
    var module = 0
    layers = Sequential(
      configuration.trunk.map { stage -> any Layer in
        switch stage {
        case .pool:
          module += 1
          return MaxPool2D()
        case .convolution(let outputs, let kernel, let dilation, let padding):
          let block = ConvBlock(
            inputChannels: channels, outputChannels: outputs, kernelSize: kernel, dilation: dilation, padding: padding,
            tracksStatistics: configuration.tracksStatistics,
            names: ("trunk.features.\(module)", "trunk.features.\(module + 1)"), in: &layout)
          module += 3
          channels = outputs
          return block
        }
      })
    featureChannels = channels
    projections = heads.map { head in
      (0..<head.copies).map { index in
        Conv2D(
          inputChannels: channels, outputChannels: head.clusters, kernelSize: 1, padding: configuration.headPadding,
          hasBias: false, name: "\(head.module).heads.\(index).0", in: &layout)
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

  /// The outputs of the trunk's convolutions in inference, each after its batch norm and ReLU.
  /// - Shapes: input [N, H, W, inputChannels].
  package func convolutions(_ input: Tensor, state: NetworkState, context: ComputeContext) -> [FeatureMap] {
    zip(configuration.trunk, layers.outputs(FeatureMap(raw: input), state: state, context: context))
      .compactMap { stage, output in stage.isPool ? nil : output }
  }

  /// The channels of the outputs of the trunk's convolutions.
  package var convolutionChannels: [Int] {
    configuration.trunk.compactMap { stage in
      if case .convolution(let channels, _, _, _) = stage { channels } else { nil }
    }
  }

  /// Whether the trunk's features are the output of its last convolution, and not of a pooling.
  package var endsWithConvolution: Bool { configuration.trunk.last?.isPool == false }

  /// How the outputs of the trunk's convolutions lie on the input.
  package var convolutionGeometries: [TileGeometry] {
    var geometry = TileGeometry.identity
    return zip(configuration.trunk, layers.layers).compactMap { stage, layer in
      geometry = geometry.followed(by: layer.geometry)
      return stage.isPool ? nil : geometry
    }
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

  func projection(_ head: Int, copy: Int) -> Conv2D { projections[head][copy] }
}
