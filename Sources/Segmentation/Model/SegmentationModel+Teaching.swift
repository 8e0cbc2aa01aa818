import NeuralNet

// C channels, K classes.

extension SegmentationModel {
  /// The tensors of what the model was taught by labels, by their names in the model file; none where it was taught nothing.
  var taughtTensors: [String: Tensor] {
    guard let probe else { return [:] }
    var tensors = ["probe.bias": Tensor([probe.classes], values: probe.biases)]
    for (index, (projection, weights)) in zip(probe.projections, probe.weights).enumerated() {
      tensors["probe.\(index).weight"] = weights
      tensors["probe.\(index).mean"] = Tensor([projection.channels], values: projection.mean)
      tensors["probe.\(index).deviation"] = Tensor([projection.channels], values: projection.deviation)
    }
    if let untrained {
      let state = untrained.parameters.namedTensors().merging(untrained.statistics.namedTensors()) { a, _ in a }
      for (name, tensor) in state { tensors[Self.untrainedPrefix + name] = tensor }
    }
    return tensors
  }

  private static let untrainedPrefix = "untrained."

  /// The model with the classifier that a file holds.
  /// - Parameter kinds: the features that the classifier reads.
  /// - Throws: `SafetensorsError`, ``ModelError`` for tensors that are missing or do not fit.
  func reading(_ kinds: [FeatureKind], from tensors: [String: Tensor], path: String) throws -> SegmentationModel {
    var untrained: NetworkState?
    if kinds.contains(.untrained), let network {
      var state = NetworkState(network.layout)
      let own = Dictionary(
        uniqueKeysWithValues: tensors.filter { $0.key.hasPrefix(Self.untrainedPrefix) }
          .map { (String($0.key.dropFirst(Self.untrainedPrefix.count)), $0.value) })
      try state.parameters.load(own, path: path)
      try state.statistics.load(own, path: path)
      untrained = state
    }
    guard !kinds.isEmpty, Set(kinds).count == kinds.count, Set(LayeredFeatures.kinds(of: base)).isSuperset(of: kinds)
    else { throw ModelError(path: path, reason: "its description has impossible features for its classifier") }
    let channels = LayeredFeatures(kinds, of: base, untrained: untrained, bands: input.channels).channels
    func tensor(_ name: String, _ shape: [Int]) throws -> Tensor {
      guard let tensor = tensors[name] else { throw SafetensorsError.missingTensor(path: path, name: name) }
      guard tensor.shape.dimensions == shape else {
        throw SafetensorsError.wrongShape(path: path, name: name, expected: shape, actual: tensor.shape.dimensions)
      }
      guard tensor.withUnsafeBuffer({ $0.allSatisfy(\.isFinite) }) else {
        throw SafetensorsError.notFinite(path: path, name: name)
      }
      return tensor
    }
    let K = description.teaching?.taught.count ?? 0
    guard K > 0 else { throw ModelError(path: path, reason: "its description does not say what it was taught") }
    let projections = try channels.enumerated().map { index, C in
      let deviation = try tensor("probe.\(index).deviation", [C]).values
      guard deviation.allSatisfy({ $0 > 0 }) else {
        throw ModelError(path: path, reason: "the deviations probe.\(index).deviation are not above 0")
      }
      return StandardizedProjection(mean: try tensor("probe.\(index).mean", [C]).values, deviation: deviation)
    }
    let weights = try channels.enumerated().map { index, C in try tensor("probe.\(index).weight", [K, C]) }
    let probe = LinearProbe(projections, weights: weights, biases: try tensor("probe.bias", [K]).values)
    return SegmentationModel(
      description, network: network, state: state, centroids: centroids, pretrained: pretrained, probe: probe,
      untrained: untrained)
  }
}
