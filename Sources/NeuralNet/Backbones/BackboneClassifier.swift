import Basics

/// The classifier of a pretrained network: logits of the classes that it was trained on.
struct BackboneClassifier: Sendable {
  /// Shapes: [classes, C].
  private let weight: Tensor
  private let bias: [Float]

  /// - Returns: nil where the file has no classifier of that name.
  /// - Throws: as ``BackboneWeights/tensor(_:_:)``.
  init?(_ weights: BackboneWeights, _ name: String, channels: Int) throws {
    guard weights.shape(name + ".weight") != nil else { return nil }
    weight = try weights.tensor(name + ".weight", [nil, channels])
    bias = try weights.tensor(name + ".bias", [weight.shape[0]]).values
  }

  /// - Shapes: features [N, 1, 1, C], result [N, 1, 1, classes].
  func callAsFunction(_ features: Tensor, context: ComputeContext) -> Tensor {
    var logits = MatrixProduct.rows(features, times: weight, context: context)
    logits.withUnsafeMutableBuffer { values in
      for index in values.indices { values[index] += bias[index % bias.count] }
    }
    return logits
  }
}
