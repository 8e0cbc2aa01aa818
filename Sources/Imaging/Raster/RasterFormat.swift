/// A file format of rasters.
public struct RasterFormat: Hashable, Sendable {
  /// The name of the format, such as `PNG`.
  public let name: String
  /// The extensions of file names, without the dot, in lower case.
  public let extensions: Set<String>
  /// Whether pixels are read exactly as they were written. Labels need that.
  public let isLossless: Bool

  package init(name: String, extensions: Set<String>, isLossless: Bool) {
    self.name = name
    self.extensions = extensions
    self.isLossless = isLossless
  }
}
