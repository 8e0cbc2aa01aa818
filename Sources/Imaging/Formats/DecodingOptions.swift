import Basics

/// Which images are decoded.
public struct DecodingOptions: Hashable, Sendable {
  /// The most pixels (width times height) that an image may have; nil for ``defaultMaxPixels``, or for a large number where
  /// images are read piece by piece.
  public var maxPixels: Int?
  /// Whether an image is decoded when its file ends too early. Its missing pixels are then black or grey.
  public var allowTruncated: Bool
  /// Whether files may lead to other machines, as a virtual raster of GDAL can.
  public var allowRemote = false
  /// Is told what is amiss in files that can be used all the same; nil to pass over it.
  public var warnings: FileWarnings?

  /// 2^29 pixels. An image of 20,000 x 20,000 pixels has fewer, and 2^29 RGB pixels fit the memory of most machines.
  public static let defaultMaxPixels = 1 << 29

  /// The options of a decoder. Without `maxPixels` the limit is ``defaultMaxPixels``.
  public init(
    maxPixels: Int? = nil, allowTruncated: Bool = false, allowRemote: Bool = false, warnings: FileWarnings? = nil
  ) {
    self.allowRemote = allowRemote
    self.maxPixels = maxPixels
    self.allowTruncated = allowTruncated
    self.warnings = warnings
  }
}
