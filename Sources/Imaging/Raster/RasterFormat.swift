/// A file format of rasters.
public struct RasterFormat: Hashable, Sendable {
  /// Its name for people, such as `PNG`.
  public let name: String
  /// How names of its files end, without the dot, in lower case.
  public let extensions: Set<String>
  /// Whether pixels come back as they were written. Labels can only be kept so.
  public let isLossless: Bool

  package init(name: String, extensions: Set<String>, isLossless: Bool) {
    self.name = name
    self.extensions = extensions
    self.isLossless = isLossless
  }
}
