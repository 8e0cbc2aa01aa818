import Basics

/// A network that others have trained. It turns images into maps of features, and learns no more.
///
/// A family of networks is one type in this folder and one line of ``BackboneFile``.
public protocol Backbone: Sendable {
  /// What the network is, such as `ResNet-50`.
  var name: String { get }
  /// Channels of the images that it takes.
  var bands: Int { get }
  /// The maps that it can give, in the order in which they are computed.
  var stages: [BackboneStage] { get }
  /// The places in ``stages`` of those that features are made of unless told otherwise.
  var usualStages: [Int] { get }
  /// What the values of images, 0...1, are moved and divided by first, unless the file of weights says otherwise.
  var usualNormalization: BackboneNormalization { get }

  /// The maps of some stages.
  ///
  /// - Parameter stages: places in ``stages``, ascending.
  /// - Shapes: input [N, H, W, bands] with H and W multiples of each stage's alignment, results [N, H', W', C].
  /// - Values: input after the normalisation.
  func maps(_ input: Tensor, stages: [Int], context: ComputeContext) -> [Tensor]

  /// One row of features for each image as a whole.
  /// - Shapes: input as for ``maps(_:stages:context:)``, result [N, 1, 1, imageChannels].
  func imageFeatures(_ input: Tensor, context: ComputeContext) -> Tensor
}

extension Backbone {
  /// Channels of the features of images as a whole: those of the last stage.
  public var imageChannels: Int { stages.last?.channels ?? 0 }
}

/// A map of features that a ``Backbone`` gives.
public struct BackboneStage: Hashable, Sendable {
  /// What the stage is called, such as `layer3`.
  public let name: String
  /// The channels of the stage's map.
  public let channels: Int
  /// How the map lies over the image.
  public let geometry: TileGeometry

  /// A stage with so many channels, whose map lies over the image as the geometry says.
  public init(name: String, channels: Int, geometry: TileGeometry) {
    self.name = name
    self.channels = channels
    self.geometry = geometry
  }
}

/// What the values of images are moved and divided by: `(value - mean) / deviation`.
public struct BackboneNormalization: Codable, Hashable, Sendable {
  /// For each band, or one value for all.
  public var mean: [Float]
  /// For each band, or one value for all.
  public var deviation: [Float]

  /// A normalisation by a mean and a deviation for each band, or by one of each for all.
  public init(mean: [Float], deviation: [Float]) {
    self.mean = mean
    self.deviation = deviation
  }

  /// Mean and deviation of the photos of ImageNet.
  public static let imageNet = BackboneNormalization(mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])
  /// To values from -1 to 1.
  public static let symmetric = BackboneNormalization(mean: [0.5], deviation: [0.5])
  /// Values as they are.
  public static let none = BackboneNormalization(mean: [0], deviation: [1])
}
