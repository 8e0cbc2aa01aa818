/// Settings of k-means on features of pixels.
public struct KMeansSettings: Codable, Hashable, Sendable {
  /// What pixels are clustered by.
  public enum Features: String, Codable, Sendable, CaseIterable {
    /// The pixel's channels.
    case colour
    /// The channels, and the mean and the standard deviation of each in a window around the pixel.
    case texture
    /// The features of a trunk without learning.
    case untrained
    /// The features of the trunk of a model that has learned, or of a pretrained network.
    case trunk
  }

  /// Clusters of the main map, K: the classes to find.
  public var classes = 4
  /// Clusters of the overclustering map; 0 for none.
  public var overclusters = 24
  /// What is clustered.
  public var features = Features.texture
  /// Radius in pixels of the window of `texture`.
  public var radius = 4
  /// How it is clustered.
  public var clustering = ClusteringSettings()

  /// The settings as their defaults have them.
  public init() {}

  func validate(cropSize: Int) throws {
    try ClusterCounts.validate(classes: classes, overclusters: overclusters, key: "method.kmeans")
    try SettingCheck.require(
      (1...256).contains(radius) && radius < cropSize / 2, "method.kmeans.radius", radius,
      "from 1 to 256 pixels, and less than half of input.cropSize")
    try clustering.validate(key: "method.kmeans.clustering")
  }
}
