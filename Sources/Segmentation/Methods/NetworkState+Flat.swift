import NeuralNet

extension NetworkState {
  /// All weights and all statistics as two tensors, for a checkpoint.
  func flat(prefix: String) -> [String: Tensor] {
    ["\(prefix).parameters": parameters.values, "\(prefix).statistics": statistics.values].filter { $1.count > 0 }
  }

  /// The state that ``flat(prefix:)`` gave; nil where the tensors are of another layout.
  init?(flat tensors: [String: Tensor], prefix: String, layout: NetworkLayout) {
    self.init(layout)
    // A network without running statistics has none to keep.
    let running = tensors["\(prefix).statistics"] ?? Tensor([0])
    guard let weights = tensors["\(prefix).parameters"], weights.shape == parameters.values.shape,
      running.shape == statistics.values.shape
    else { return nil }
    (parameters.values, statistics.values) = (weights, running)
  }
}
