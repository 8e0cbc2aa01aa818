import NeuralNet

/// Clusters that k-means has found: what a model needs to find them again in images.
public struct ClusteredFeatures: Sendable {
  /// In which features distances are taken.
  public let projection: LinearProjection
  /// For each map its centroids, [K, D].
  public let centroids: [String: Tensor]
  /// For each map the variance of the samples around their centroids, by channel; nil where samples do not differ from them.
  let variances: [String: Float]
  /// For each map the cluster of each sample; none where the clusters come from a checkpoint.
  let assignments: [String: [Int32]]

  /// The maps of the centroids, that of the classes first.
  var maps: [ClusterMap] {
    [MapName.main, MapName.overclustering].filter { centroids[$0] != nil }
      .map { ClusterMap($0, .nearestCentroid(Self.tensorName($0), variance: variances[$0])) }
  }

  /// The centroids under their names in a model file.
  var namedCentroids: [String: Tensor] {
    Dictionary(uniqueKeysWithValues: centroids.map { (Self.tensorName($0.key), $0.value) })
  }

  private static func tensorName(_ map: String) -> String { "centroids.\(map)" }

  /// What is wrong with the clusters; nil where nothing is.
  var warning: String? {
    let unused = assignments.map { map, labels in
      (map: map, all: centroids[map]?.shape[0] ?? 0, used: Set(labels).count)
    }
    guard let (map, all, used) = unused.filter({ $0.used < $0.all }).max(by: { $0.map < $1.map }) else { return nil }
    return
      "The images have fewer kinds of pixels than clusters: \(all - used) of the \(all) clusters of the map \(map) show "
      + "nothing. Ask for fewer."
  }
}
