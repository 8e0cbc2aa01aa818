extension TrainingConfiguration {
  /// Takes the network and the input of a model, for a training that begins with its weights.
  /// - Throws: ``ModelError`` for a model without a network.
  public mutating func useNetwork(of model: SegmentationModel, path: String) throws {
    guard case .trunk(let trunk, _) = model.description.features.base else {
      throw ModelError(path: path, reason: "has no network, whose weights a training could begin with")
    }
    network = trunk
    input = model.input
  }
}
