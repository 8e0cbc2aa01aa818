/// The two views of a whole image. Both are square crops of it, resized to `input.cropSize`.
///
/// The first crop has the side `input.crop`. The second is also turned, flipped and changed in colour.
public struct ViewConfiguration: Codable, Hashable, Sendable {
  /// Probability that the first crop is the middle of the image and not at a random place, 0...1.
  public var centred: Float = 0
  /// Sides of the second crop, in pixels of the resized image, of which one is drawn; none for `input.crop`.
  public var crops: [Int] = []
  /// Pairs of views that a batch holds of each of its images.
  public var repeats = 1

  /// The settings as their defaults have them.
  public init() {}
}
