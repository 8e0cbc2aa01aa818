import Datasets

/// What a model that was taught by labels knows beside its weights.
public struct TeachingDescription: Codable, Hashable, Sendable {
  /// Scores on labelled pixels that the classifier had not seen, by cross-validation.
  public struct Estimate: Codable, Hashable, Sendable {
    /// Share of the pixels that got their class, 0...1.
    public var pixelAccuracy: Double
    /// Mean IoU over the classes that were taught, 0...1.
    public var meanIoU: Double
    /// Images, or parts of the only image, that were left out in turn.
    public var groups: Int
    /// Whether whole images were left out, and not parts of one.
    public var isBetweenImages: Bool
  }

  /// All classes of the labels.
  public var classes: [NamedClass]
  /// For each class that was taught, its place in ``classes``.
  public var taught: [Int]
  /// Labelled images.
  public var images: Int
  /// Labelled pixels that were learned from.
  public var pixels: Int
  /// Weight of the squared norm of the classifier's weights.
  public var penalty: Double
  /// Nil where there was nothing to leave out.
  public var estimate: Estimate?
}
