/// The meaning of the band after the colours of an image.
public enum AlphaMeaning: String, Codable, Hashable, Sendable, CaseIterable {
  /// Whoever opens the images decides: training by the channels that it is asked for, pictures by the band's values.
  case auto
  /// Transparency: a pixel has no data where the band is 0.
  case mask
  /// A band of its own, such as infrared. The second band of grey images stays unused.
  case band
}
