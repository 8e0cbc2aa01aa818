/// An image and the cluster that it belongs to.
public struct GroupedImage: Hashable, Sendable {
  /// The image.
  public let item: ImageFolder.Item
  /// Counted from 0.
  public let cluster: Int
  /// Of the cluster, 0...1.
  public let probability: Float

  /// An image with its cluster, counted from 0, and the cluster's probability, 0...1.
  public init(_ item: ImageFolder.Item, cluster: Int, probability: Float) {
    self.item = item
    self.cluster = cluster
    self.probability = probability
  }

  /// The most probable cluster, the first of equally probable ones.
  /// - Parameter probabilities: one for each cluster, at least one.
  package init(_ item: ImageFolder.Item, probabilities: [Float]) {
    let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
    let first = probabilities.firstIndex(of: probabilities[best]) ?? best
    self.init(item, cluster: first, probability: probabilities[first])
  }
}
