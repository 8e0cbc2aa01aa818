import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation
import TestSupport

/// Models of every kind with random weights: their maps are as good as any for comparing ways to compute them.
enum ExportedModels {
  static func input(_ change: (inout InputConfiguration) -> Void = { _ in }) -> InputConfiguration {
    var input = InputConfiguration()
    input.channels = 3
    input.cropSize = 32
    change(&input)
    return input
  }

  /// A network whose batch norms have statistics of their own.
  static func network(
    _ trunk: [NetworkConfiguration.Stage], input: InputConfiguration, pretrained: BackboneFeatures? = nil,
    _ change: (inout NetworkConfiguration) -> Void = { _ in }
  ) -> SegmentationModel {
    var configuration = NetworkConfiguration(trunk: trunk)
    change(&configuration)
    let heads = [HeadConfiguration("main", clusters: 4), HeadConfiguration("overclustering", clusters: 7)]
    let network = Network(
      configuration, heads: heads,
      inputChannels: NetworkInput(input, pretrained: pretrained).channels(bands: input.channels),
      cropSize: input.cropSize)
    var state = network.initialState(seed: 3)
    var random = RandomSource(seed: 9)
    for entry in state.statistics.layout.entries {
      let isVariance = entry.name.hasSuffix("running_var")
      state.statistics[entry.slot] = Tensor(
        entry.slot.shape,
        values: (0..<entry.slot.count).map { _ in isVariance ? 0.5 + random.uniform() : random.normal() / 4 })
    }
    for entry in state.parameters.layout.entries where entry.name.hasSuffix(".bias") {
      state.parameters[entry.slot] = Tensor(
        entry.slot.shape, values: (0..<entry.slot.count).map { _ in random.normal() / 4 })
    }
    let finest = ClusterMap("overclustering", .softmax(head: "overclustering", copy: 0))
    let maps = [
      ClusterMap("main", .softmax(head: "main", copy: 0)), finest,
      ClusterMap("merged", finest.classifier, grouping: .init(count: 4, groups: [0, 1, 2, 3, 3, 1, 0])),
    ]
    return SegmentationModel(
      ModelDescription(
        method: "iic", input: input, features: .trunk(configuration, heads: heads), pretrained: pretrained?.description,
        maps: maps, segmentation: SegmentationConfiguration()),
      network: network, state: state, centroids: [:], pretrained: pretrained)
  }

  static let compact: [NetworkConfiguration.Stage] = [
    .conv(8), .pool, .conv(8, dilation: 2), .residual(channels: 8, blocks: 1),
    .residual(channels: 12, blocks: 1, stride: 2),
  ]

  /// The model with a classifier that reads these kinds of features.
  static func taught(_ base: SegmentationModel, _ kinds: [FeatureKind]) throws -> SegmentationModel {
    let untrained = kinds.contains(.untrained) ? base.network?.initialState(seed: 5) : nil
    let features = LayeredFeatures(kinds, of: base.base, untrained: untrained, bands: base.input.channels)
    let projections = features.channels.enumerated().map { index, count in
      StandardizedProjection(
        mean: Tensor.normal([count], seed: UInt64(index)).values.map { $0 / 4 },
        deviation: Tensor.normal([count], seed: UInt64(index + 50)).values.map { 0.3 + abs($0) })
    }
    let weights = features.channels.enumerated().map { index, count in
      Tensor([3, count], values: Tensor.normal([3, count], seed: UInt64(index + 90)).values.map { $0 / 4 })
    }
    var description = base.description
    description.features = .scores(of: description.features, kinds: kinds)
    description.maps = [ClusterMap("classes", .scores)]
    let teaching = #"""
      {"classes": [{"name": "water"}, {"name": "road \"A\""}, {"name": "tree"}, {"name": "unseen"}],
       "taught": [0, 2, 1], "images": 1, "pixels": 9, "penalty": 1}
      """#
    description.teaching = try JSONDecoder().decode(TeachingDescription.self, from: Data(teaching.utf8))
    return SegmentationModel(
      description, network: base.network, state: base.state, centroids: [:], pretrained: base.pretrained,
      probe: LinearProbe(projections, weights: weights, biases: [0.1, -0.2, 0.05]), untrained: untrained)
  }

  /// Nearest centroids, after a projection that divides by lengths.
  static func centroids(
    _ base: SegmentationModel, normalized: Bool = true, variance: Float? = nil
  ) -> SegmentationModel {
    let count = base.base.channels
    let projection = LinearProjection(
      weights: .normal([5, count], seed: 1), biases: .normal([5], seed: 2), normalized: normalized)
    var description = base.description
    description.method = "kmeans"
    description.features = .projected(description.features, normalized: normalized)
    description.maps = [ClusterMap("main", .nearestCentroid("centroids", variance: variance))]
    return SegmentationModel(
      description, network: base.network, state: base.state, centroids: ["centroids": .normal([4, 5], seed: 3)],
      pretrained: base.pretrained, projection: projection)
  }

  static func pixels(radius: Int) -> SegmentationModel {
    let features = PixelFeatures(bands: 3, radius: radius)
    return SegmentationModel(
      ModelDescription(
        method: "kmeans", input: input { $0.sobel = false }, features: .pixels(features),
        maps: [ClusterMap("main", .nearestCentroid("centroids"))]),
      centroids: [
        "centroids": Tensor(
          [3, features.channels], values: Tensor.normal([3, features.channels], seed: 4).values.map { 0.5 + $0 / 8 })
      ])
  }

  /// A head, or the classes of `trunk`, on the features of pretrained weights.
  static func pretrained(
    _ weights: String, _ trunk: [NetworkConfiguration.Stage] = [], magnification: Int = 1, mirrored: Bool = false
  ) throws -> SegmentationModel {
    var settings = BackboneSettings()
    settings.file = Fixtures.url("backbones/\(weights).safetensors").path
    (settings.magnification, settings.mirrored) = (magnification, mirrored)
    let features = try BackboneFeatures(settings, shorterSide: 64, describesImages: trunk.last == .average)
    let input = input {
      $0.channels = features.bands
      $0.alpha = .band
      $0.sobel = false
      $0.cropSize = 64
    }
    return network(trunk, input: input, pretrained: features)
  }
}
