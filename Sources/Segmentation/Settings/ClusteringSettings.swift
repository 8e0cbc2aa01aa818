import Basics

/// How features of pixels are clustered by k-means.
public struct ClusteringSettings: Codable, Hashable, Sendable {
  /// How features are scaled before distances are taken.
  public enum Scaling: String, Codable, Sendable, CaseIterable {
    /// As they are.
    case none
    /// Each channel to a standard deviation of 1.
    case deviation
    /// Each principal component to a standard deviation of 1.
    case whitening
  }

  /// Pixels that are drawn from all images.
  public var samples = 200_000
  /// How often k-means begins anew; the clusters with the least sum of squared distances are kept.
  public var starts = 4
  /// Iterations of k-means at most.
  public var iterations = 300
  /// How channels are made comparable.
  public var scaling = Scaling.deviation
  /// Principal components that are kept; 0 for all channels.
  public var components = 0
  /// Whether each pixel's features are divided by their length.
  public var normalized = false

  /// The settings as their defaults have them.
  public init() {}

  /// What suits the features of a network that has learned. Few components suit few clusters: with all of them, the many that
  /// hold little would count as much as the few that tell classes apart.
  static let ofLearnedFeatures: ClusteringSettings = {
    var settings = ClusteringSettings()
    settings.samples = 100_000
    settings.scaling = .whitening
    settings.components = 8
    return settings
  }()

  /// - Parameter key: where the settings stand, such as `method.kmeans.clustering`.
  func validate(key: String) throws {
    func check(_ isValid: Bool, _ name: String, _ value: some CustomStringConvertible, _ requirement: String) throws {
      try SettingCheck.require(isValid, "\(key).\(name)", value, requirement)
    }
    try check((100...100_000_000).contains(samples), "samples", samples, "from 100 to 100000000")
    try check((1...100).contains(starts), "starts", starts, "from 1 to 100")
    try check((1...100_000).contains(iterations), "iterations", iterations, "from 1 to 100000")
    try check((0...65_536).contains(components), "components", components, "0 (all channels) to 65536")
  }
}
