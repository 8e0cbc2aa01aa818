/// Settings of DeepCluster on pixels or whole images: a network learns to tell the clusters that k-means finds in its own features.
///
/// - Source: Caron, Bojanowski, Joulin and Douze, ECCV 2018; for pixels as in Ji, Henriques and Vedaldi, ICCV 2019,
///   section 5.2.
public struct DeepClusterSettings: Codable, Hashable, Sendable {
  /// Clusters of the main map, K: the classes to find. Found by k-means after training.
  public var classes = 4
  /// Clusters that the network learns to tell, and clusters of the overclustering map.
  public var overclusters = 24
  /// Steps between two clusterings of the features.
  public var interval = 50
  /// Whether each cluster counts alike in the loss, whatever its size.
  public var balanced = false
  /// How features are clustered for the network to learn.
  public var pseudoLabels: ClusteringSettings = {
    var clustering = ClusteringSettings()
    clustering.samples = 50_000
    clustering.starts = 1
    clustering.scaling = .whitening
    clustering.components = 32
    clustering.normalized = true
    return clustering
  }()
  /// How features are clustered after training.
  public var clustering = ClusteringSettings.ofLearnedFeatures

  /// The head that is trained, and begins anew with each clustering.
  public static let head = "pseudo-labels"

  /// The settings as their defaults have them.
  public init() {}

  func validate() throws {
    try ClusterCounts.validate(classes: classes, overclusters: overclusters, key: "method.deepcluster")
    try SettingCheck.require(
      overclusters > 0, "method.deepcluster.overclusters", overclusters, "at least 2: the network learns to tell them")
    try SettingCheck.require(
      (1...1_000_000).contains(interval), "method.deepcluster.interval", interval, "from 1 to 1000000 steps")
    try pseudoLabels.validate(key: "method.deepcluster.pseudoLabels")
    try clustering.validate(key: "method.deepcluster.clustering")
  }
}
