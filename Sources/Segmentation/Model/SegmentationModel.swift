import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

/// A trained model: weights, and the description that segmenting needs beside them.
public struct SegmentationModel: Sendable {
  /// What segmenting needs beside the weights.
  public private(set) var description: ModelDescription
  /// The network; nil where features are those of pixels.
  public let network: Network?
  /// The pretrained network whose features ``network`` sees in place of pixels; nil where there is none.
  public let pretrained: BackboneFeatures?
  /// Weights and statistics of the network, empty where there is none.
  public let state: NetworkState
  /// Centroids of the maps that have some, by name. Shapes: [K, C].
  public let centroids: [String: Tensor]
  /// The linear map of the features in which the centroids lie; nil where they lie in the features as they are.
  public let projection: LinearProjection?

  /// The classifier that was taught by labels; nil where none was.
  package let probe: LinearProbe?
  /// The trunk without learning that the classifier reads too; nil where it reads none.
  package let untrained: NetworkState?

  /// Centroids of pixel features.
  /// - Precondition: the description names no others, and their channels are those of the features.
  public init(_ description: ModelDescription, centroids: [String: Tensor]) {
    self.init(description, network: nil, state: NetworkState(NetworkLayout()), centroids: centroids)
  }

  package init(
    _ description: ModelDescription, network: Network?, state: NetworkState, centroids: [String: Tensor],
    pretrained: BackboneFeatures? = nil, projection: LinearProjection? = nil, probe: LinearProbe? = nil,
    untrained: NetworkState? = nil
  ) {
    self.description = description
    self.network = network
    self.pretrained = pretrained
    self.state = state
    self.centroids = centroids
    self.projection = projection
    self.probe = probe
    self.untrained = untrained
  }

  /// How images are prepared.
  public var input: InputConfiguration { description.input }
  /// Classes that the model was trained to find.
  public var classes: Int { description.maps.first.map(clusters) ?? 0 }
  /// Whether the model tells whole images apart, and not pixels.
  public var groupsImages: Bool { network?.groupsImages == true }
  /// Training steps behind it.
  public var step: Int { description.step }

  /// How the model sees an image.
  public var features: any FeatureExtractor {
    switch description.features {
    case .trunk, .pixels: return base
    case .scores(_, let kinds):
      guard let probe else { preconditionFailure("a model of scores has a classifier") }
      return ProbeScores(
        LayeredFeatures(kinds, of: base, untrained: untrained, bands: input.channels), probe: probe)
    case .projected:
      guard let projection else { preconditionFailure("a model of projected features has a projection") }
      return ProjectedFeatures(base, projection: projection)
    }
  }

  /// The features that were learned without labels: those of the network or the pixels.
  package var base: any FeatureExtractor {
    if case .pixels(let features) = description.features.base { return features }
    guard let network else { preconditionFailure("a model of a trunk has a network") }
    return TrunkFeatures(network: network, state: state, input: NetworkInput(input, pretrained: pretrained))
  }

  /// How the features become clusters of `map`, before they are grouped.
  public func classifier(of map: ClusterMap) -> any PixelClassifier {
    switch map.classifier {
    case .softmax(let name, let copy):
      guard let network, let head = network.head(named: name) else {
        preconditionFailure("the model has no head \(name)")
      }
      return SoftmaxClassifier(network: network, state: state, head: head, copy: copy)
    case .nearestCentroid(let name, let variance):
      guard let centroids = centroids[name] else { preconditionFailure("the model has no centroids \(name)") }
      return NearestCentroid(centroids, variance: variance)
    case .scores: return ScoreSoftmax(clusters: features.channels)
    }
  }

  /// Clusters that `map` tells apart.
  public func clusters(of map: ClusterMap) -> Int {
    map.grouping?.count ?? classifier(of: map).clusters
  }

  /// What the clusters of `map` show: the classes that the model was taught, or the clusters under their numbers.
  public func naming(of map: ClusterMap) -> Naming {
    guard map.classifier == .scores, map.grouping == nil, let teaching = description.teaching else {
      return Naming(clusters: clusters(of: map), model: fingerprint, map: map.name)
    }
    return Naming(teaching.classes, classOfCluster: teaching.taught, model: fingerprint, map: map.name)
  }

  /// The map that tells most clusters apart, among those that group none.
  package var finestMap: ClusterMap? {
    description.maps.filter { $0.grouping == nil }.reduce(nil) { finest, map in
      finest.map { clusters(of: map) > clusters(of: $0) ? map : $0 } ?? map
    }
  }

  /// The model for images that are resized by another factor first than in training.
  /// - Throws: `SettingError` for a factor that is not above 0 and at most 4.
  public func scaled(to scale: Float) throws -> SegmentationModel {
    var model = self
    model.description.input.scale = scale
    try model.description.input.validate()
    return model
  }

  /// The model for images whose pixels without data have another value or colour than in training.
  public func marking(noData: NoDataValue) -> SegmentationModel {
    var model = self
    model.description.input.noData = noData
    return model
  }
}
