import NeuralNet

/// What a model file says of the pretrained network that gives its features. The weights stay in their own file.
public struct BackboneDescription: Codable, Hashable, Sendable {
  /// The file of the weights when the model was made.
  public var file: String
  /// What tells the file from others; see `BackboneFile`.
  public var fingerprint: String
  /// What the network is, such as `ResNet-50`.
  public var name: String
  /// The names of the stages whose maps are the features.
  public var stages: [String]
  /// Channels of the features.
  public var channels: Int
  /// How many times as large the network sees images.
  public var magnification: Int
  /// Whether features are averaged with those of the mirrored image.
  public var mirrored: Bool
  /// What values of 0...1 are moved and divided by first.
  public var normalization: BackboneNormalization
  /// Whether the features are one row for each image, in place of a map.
  public var describesImages: Bool
}
