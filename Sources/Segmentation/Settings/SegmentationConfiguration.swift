/// How masks are made with the trained network.
public struct SegmentationConfiguration: Codable, Hashable, Sendable {
  /// The map that masks show: `main`, `overclustering` or `merged` where the method is IIC. A model whose overclusters
  /// are fewer than its classes, or none, shows its main map.
  public var head = IICSettings.main
  /// Masks follow the image's edges within windows of this radius, in pixels of the image; 0 for none. The larger, the
  /// smoother, and the more small regions are lost.
  public var smoothingRadius = 0

  /// The settings as their defaults have them.
  public init() {}

  func validate() throws {
    try SettingCheck.require(
      (0...1024).contains(smoothingRadius), "segmentation.smoothingRadius", smoothingRadius,
      "from 0 (none) to 1024 pixels")
  }
}
