import NeuralNet

/// A head of a network: a linear map of the features and a softmax.
public struct SoftmaxClassifier: PixelClassifier {
  /// The network that has the head.
  public let network: Network
  /// The weights and running statistics of the network.
  public let state: NetworkState
  /// The place of the head among the network's.
  public let head: Int
  /// Which of the head's copies is used.
  public let copy: Int

  /// - Precondition: the network has the head and the copy.
  public init(network: Network, state: NetworkState, head: Int, copy: Int) {
    precondition(
      network.heads.indices.contains(head) && (0..<network.heads[head].copies).contains(copy),
      "the network has no copy \(copy) of head \(head)")
    self.network = network
    self.state = state
    self.head = head
    self.copy = copy
  }

  public var clusters: Int { network.heads[head].clusters }

  public func probabilities(_ features: FeatureMap, context: ComputeContext) -> Tensor {
    network.featureProbabilities(features, head: head, copy: copy, state: state, context: context)
  }
}
