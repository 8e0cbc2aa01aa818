/// One head of a network: a 1x1 convolution and a softmax that give each place its cluster probabilities.
public struct HeadConfiguration: Codable, Hashable, Sendable {
  /// What the head is called, such as `main`.
  public var name: String
  /// Clusters that it tells apart, K.
  public var clusters: Int
  /// Independently initialised copies of the head; after training, the best of them is used.
  public var copies: Int
  /// The name of its module in model files.
  public var module: String

  /// - Parameter module: `head_` and the name unless given.
  public init(_ name: String, clusters: Int, copies: Int = 1, module: String? = nil) {
    self.name = name
    self.clusters = clusters
    self.copies = copies
    self.module = module ?? "head_\(name)"
  }
}
