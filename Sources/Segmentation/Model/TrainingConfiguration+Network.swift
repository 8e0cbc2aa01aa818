extension TrainingConfiguration {
  /// Takes the network and the input of a model, for a training that begins with its weights.
  /// - Throws: ``ModelError`` for a model without a network, and for one whose network sees the features of pretrained weights
  ///   that the training does not use.
  public mutating func useNetwork(of model: SegmentationModel, path: String) throws {
    guard case .trunk(let trunk, _) = model.description.features.base else {
      throw ModelError(path: path, reason: "has no network, whose weights a training could begin with")
    }
    if let pretrained = model.description.pretrained, !backbone.isUsed {
      throw ModelError(
        path: path,
        reason: "sees the features of \(pretrained.name); the training must see them too, from the same file of weights"
      )
    }
    network = trunk
    input = model.input
  }
}
