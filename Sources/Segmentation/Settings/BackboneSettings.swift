import Basics

/// Which pretrained network gives the features, and how it sees images.
public struct BackboneSettings: Codable, Hashable, Sendable {
  /// The file of its weights, in the safetensors format; empty for a network that is trained here.
  public var file = ""
  /// The names of the stages whose maps are the features; none for those that the network usually gives.
  public var stages: [String] = []
  /// Images are enlarged by this factor first, after `input.scale`; 0 decides by the network and the size of the images.
  public var magnification = 0
  /// Whether features are averaged with those of the mirrored image.
  public var mirrored = false

  /// Whether training keeps the features of the first batches on disk, and later steps see these again. Otherwise each step
  /// runs the network on new views.
  public var repeatsViews = true

  /// The settings as their defaults have them.
  public init() {}

  /// Whether a pretrained network gives the features.
  public var isUsed: Bool { !file.isEmpty }

  func validate() throws {
    try SettingCheck.require(
      [0, 1, 2, 4].contains(magnification), "backbone.magnification", magnification, "0 (by the images), 1, 2 or 4")
  }
}
