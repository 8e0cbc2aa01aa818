import Basics

/// What a model is, beside its weights: all that segmenting with it needs to know.
public struct ModelDescription: Codable, Hashable, Sendable {
  /// How images become features.
  public enum Features: Codable, Hashable, Sendable {
    /// The trunk of a network with these heads.
    case trunk(NetworkConfiguration, heads: [HeadConfiguration])
    /// The pixels themselves and what lies around them.
    case pixels(PixelFeatures)
    /// The scores of a linear classifier of these kinds of features, beside those of a model.
    indirect case scores(of: Features, kinds: [FeatureKind])
    /// Other features after a linear map, and divided by their length where they are normalised.
    indirect case projected(Features, normalized: Bool)

    /// The features of the network or the pixels, which all others are made of.
    var base: Features {
      switch self {
      case .scores(let base, _), .projected(let base, _): base.base
      case .trunk, .pixels: self
      }
    }
  }

  /// The method that has learned it, such as `iic`.
  public var method: String
  /// Training steps behind it.
  public var step: Int
  /// How images are prepared. An image smaller than the training crops is continued to their size.
  public var input: InputConfiguration
  /// What the classifiers see of a pixel.
  public var features: Features
  /// The pretrained network whose features the trunk sees in place of pixels; nil where it sees pixels.
  public var pretrained: BackboneDescription?
  /// The maps that masks can show, the one of the classes first.
  public var maps: [ClusterMap]
  /// The map and the smoothing that masks have unless told otherwise.
  public var segmentation: SegmentationConfiguration
  /// What was taught by labels; nil for a model that has seen none.
  public var teaching: TeachingDescription?

  /// The description of a model.
  public init(
    method: String, step: Int = 0, input: InputConfiguration, features: Features,
    pretrained: BackboneDescription? = nil, maps: [ClusterMap], segmentation: SegmentationConfiguration = .init(),
    teaching: TeachingDescription? = nil
  ) {
    self.teaching = teaching
    self.method = method
    self.step = step
    self.input = input
    self.features = features
    self.pretrained = pretrained
    self.maps = maps
    self.segmentation = segmentation
  }

  /// What an earlier version made by a training with `configuration`.
  init(_ configuration: TrainingConfiguration, heads: [HeadConfiguration], maps: [ClusterMap], step: Int) {
    self.init(
      method: configuration.method.name, step: step, input: configuration.input,
      features: .trunk(configuration.network, heads: heads), maps: maps, segmentation: configuration.segmentation)
  }

  /// The map called `name`; nil where the model has none.
  public func map(named name: String) -> ClusterMap? { maps.first { $0.name == name } }

  /// For each cluster of `map` the group that another map takes it into; nil where none does.
  public func groups(of map: ClusterMap) -> [Int]? {
    guard map.grouping == nil else { return nil }
    return maps.lazy.filter { $0.classifier == map.classifier }.compactMap(\.grouping).first?.groups
  }

  /// Heads of the network; none where features are those of pixels.
  public var heads: [HeadConfiguration] {
    if case .trunk(_, let heads) = features { heads } else { [] }
  }
}
