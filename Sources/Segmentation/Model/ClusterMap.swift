/// A way in which a model divides an image into clusters.
public struct ClusterMap: Codable, Hashable, Sendable {
  /// How features become clusters.
  public enum Classifier: Codable, Hashable, Sendable {
    /// A head of the network, by its name, and which of its copies.
    case softmax(head: String, copy: Int)
    /// The nearest of the centroids that the model file holds under this name, and the variance of the features around them;
    /// nil in models of earlier versions, whose probabilities are 0 or 1.
    case nearestCentroid(String, variance: Float? = nil)
    /// The softmax of features that are scores of classes.
    case scores
  }

  /// Clusters that are taken together.
  public struct Grouping: Codable, Hashable, Sendable {
    /// How many groups there are.
    public var count: Int
    /// For each cluster its group, `0..<count`.
    public var groups: [Int]

    /// So many groups, and the group of each cluster.
    public init(count: Int, groups: [Int]) {
      self.count = count
      self.groups = groups
    }
  }

  /// What the map is called, such as `main`.
  public var name: String
  /// What gives each pixel its cluster.
  public var classifier: Classifier
  /// The groups that the map shows in place of the classifier's clusters; nil where it shows the clusters.
  public var grouping: Grouping?

  /// A map with its classifier and, if clusters are joined, their groups.
  public init(_ name: String, _ classifier: Classifier, grouping: Grouping? = nil) {
    self.name = name
    self.classifier = classifier
    self.grouping = grouping
  }
}
