import Basics

/// How a classifier is taught by few labels.
public struct TeachingSettings: Hashable, Sendable {
  /// How much the labelled pixels of each class count.
  public enum ClassWeights: String, Hashable, Sendable, CaseIterable {
    /// All pixels count alike.
    case none
    /// All classes count alike.
    case balanced
  }

  /// The shares of the classes that the classifier expects.
  public enum Prior: String, Hashable, Sendable, CaseIterable {
    /// Those of the labelled pixels.
    case labels
    /// Those that it finds in all images.
    ///
    /// - Source: Saerens, Latinne and Decaestecker, Adjusting the outputs of a classifier to new a priori probabilities, Neural
    ///   Computation 14, 2002.
    case estimated
  }

  /// The features; nil to choose them by cross-validation.
  public var features: [FeatureKind]?
  /// Weight of the squared norm of the classifier's weights beside the mean cross-entropy; nil to choose it by
  /// cross-validation.
  public var penalty: Double?
  /// How much the pixels of each class count.
  public var classWeights = ClassWeights.none
  /// Which shares of the classes are taken for those of all images.
  public var prior = Prior.labels
  /// Radius in pixels of the windows in which masks follow the image's edges; 0 for none.
  public var smoothingRadius = 8
  /// Decides which labelled pixels are used.
  public var seed: UInt64 = 0

  /// The settings as their defaults have them.
  public init() {}

  /// The settings of the linear-probe protocol.
  package static let linearProbe: TeachingSettings = {
    var settings = TeachingSettings()
    (settings.features, settings.penalty, settings.smoothingRadius) = ([.last], 1e-4, 0)
    return settings
  }()

  /// Labelled pixels that are used of an image that is labelled densely.
  package static let pixelsOfDenseImage = 3000
  /// Labelled pixels that are used of an image with scribbles.
  static let pixelsOfScribbledImage = 20_000
  /// From this share of labelled pixels on, an image is labelled densely.
  static let denseShare = 0.1
  /// Labelled pixels that are used of all images together.
  static let pixels = 40_000
  /// Images by which features are standardised.
  static let statisticsImages = 32
  /// Network pixels of these images that are looked at, roughly.
  static let statisticsPixels = 1 << 21
  /// Weights of the squared norm that are tried; the first is taken where cross-validation is not possible.
  static func penalties(_ gathered: GatheredPixels) -> [Double] {
    gathered.isDense && gathered.images > 2 ? [0.001, 0.01] : [0.1, 0.01]
  }

  /// - Throws: `SettingError`.
  func validate() throws {
    if let penalty {
      try SettingCheck.require(penalty.isFinite && penalty >= 0, "penalty", penalty, "0 or more")
    }
    if let features {
      try SettingCheck.require(!features.isEmpty, "features", features.count, "at least one kind of features")
    }
    try SettingCheck.require(
      (0...1024).contains(smoothingRadius), "smoothing", smoothingRadius, "from 0 (none) to 1024 pixels")
  }
}
