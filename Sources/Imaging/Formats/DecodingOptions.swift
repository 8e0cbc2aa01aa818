import Basics

/// What a decoder accepts.
public struct DecodingOptions: Hashable, Sendable {
  /// The most pixels (width times height) that a file may announce.
  public var maxPixels: Int
  /// Whether an image whose file ends too early is delivered with its missing pixels black or grey, instead of refused.
  public var allowTruncated: Bool

  /// 2^29 pixels: enough for 20,000 x 20,000, and at three bytes a pixel still within the memory of most machines.
  public static let defaultMaxPixels = 1 << 29

  public init(maxPixels: Int = DecodingOptions.defaultMaxPixels, allowTruncated: Bool = false) {
    self.maxPixels = maxPixels
    self.allowTruncated = allowTruncated
  }
}
