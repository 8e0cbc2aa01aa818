/// A kind of features that a classifier can be taught on.
public enum FeatureKind: String, Codable, Hashable, Sendable, CaseIterable {
  /// The features that the model's own maps are made of.
  case last
  /// The outputs of all convolutions of the model's trunk.
  case layers
  /// The outputs of all convolutions of a trunk of the same form that has learned nothing, and so forgotten nothing of what the
  /// pixels say.
  case untrained
  /// The means of the last features over squares around a pixel, which tell what lies about it.
  case context
  /// Fixed filters; see ``FilterFeatures``.
  case filters
}
