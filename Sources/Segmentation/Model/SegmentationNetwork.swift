import Basics
import Datasets
import Imaging
import NeuralNet

/// The network of the paper: a convolutional trunk, and heads of a 1x1 convolution, softmax and bilinear resize.
///
/// - Source: Ji, Henriques and Vedaldi, ICCV 2019, supplementary material; parameter names as in the network published
///   with it, where head A is the overclustering head and head B the main one.
public struct SegmentationNetwork: Sendable {
  public enum Head: String, Codable, Sendable, CaseIterable, Hashable {
    case main
    case overclustering

    /// The name in checkpoints.
    var moduleName: String { self == .main ? "head_B" : "head_A" }
  }

  public let configuration: NetworkConfiguration
  /// Channels the network takes, Sobel derivatives included.
  public let inputChannels: Int
  public let layout: NetworkLayout
  let stages: [Stage]
  private let projections: [Head: [Conv2D]]

  enum Stage: Sendable {
    case block(ConvBlock)
    case pool
  }

  public init(_ configuration: NetworkConfiguration, inputChannels: Int) {
    self.configuration = configuration
    self.inputChannels = inputChannels
    var layout = NetworkLayout()
    var channels = inputChannels
    var module = 0
    stages = configuration.trunk.map { stage in
      switch stage {
      case .pool:
        module += 1
        return .pool
      case .convolution(let outputs, let dilation, let padding):
        let block = ConvBlock(
          inputChannels: channels, outputChannels: outputs, dilation: dilation, padding: padding,
          tracksStatistics: configuration.tracksStatistics,
          names: ("trunk.features.\(module)", "trunk.features.\(module + 1)"), in: &layout)
        module += 3
        channels = outputs
        return .block(block)
      }
    }
    var projections: [Head: [Conv2D]] = [:]
    for head in Head.allCases {
      let clusters = head == .main ? configuration.classes : configuration.overclusters
      guard clusters > 0 else { continue }
      projections[head] = (0..<configuration.subheads).map { index in
        Conv2D(
          inputChannels: channels, outputChannels: clusters, kernelSize: 1, padding: configuration.headPadding,
          hasBias: false,
          name: "\(head.moduleName).heads.\(index).0", in: &layout)
      }
    }
    self.projections = projections
    self.layout = layout
  }

  /// The heads there are: the main one, and the overclustering one if configured.
  public var heads: [Head] { Head.allCases.filter { projections[$0] != nil } }

  /// Clusters of a head; 0 where the network does not have it.
  public func clusters(_ head: Head) -> Int { projections[head]?.first?.outputChannels ?? 0 }

  /// He-initialised weights.
  public func initialState(seed: UInt64) -> NetworkState {
    var state = NetworkState(layout)
    var random = RandomSource(seed: seed, stream: .max)
    for case .block(let block) in stages { block.initialize(&state, random: &random) }
    for head in Head.allCases {
      for projection in projections[head] ?? [] { projection.initialize(&state, random: &random) }
    }
    return state
  }

  func projection(_ head: Head, _ subhead: Int) -> Conv2D {
    guard let projections = projections[head] else { preconditionFailure("the network has no \(head.rawValue) head") }
    return projections[subhead]
  }
}
