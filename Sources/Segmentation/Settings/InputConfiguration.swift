/// How images become network input.
public struct InputConfiguration: Codable, Hashable, Sendable {
  /// Channels taken from each image: 1 grey, 3 RGB, 4 RGB and infrared (or alpha); 0 takes what all images have.
  public var channels = 0
  /// Side of the square training crops, in pixels after scaling.
  public var cropSize = 128
  /// Images are resized by this factor first.
  public var scale: Float = 1
  /// Adds horizontal and vertical Sobel derivatives of the brightness as two more channels.
  public var sobel = true
  /// Whether the colour channels stay beside the Sobel channels.
  public var colour = true

  public init() {}

  /// Channels the network sees.
  public var networkChannels: Int { (colour || !sobel ? channels : 0) + (sobel ? 2 : 0) }

  /// A length of an image, in pixels, as the network sees it.
  func scaled(_ length: Int) -> Int { scale == 1 ? length : max(1, Int((Float(length) * scale).rounded())) }

  func validate() throws {
    try SettingCheck.require((0...4).contains(channels), "input.channels", channels, "0 (by the images) to 4")
    try SettingCheck.require((16...4096).contains(cropSize), "input.cropSize", cropSize, "from 16 to 4096 pixels")
    try SettingCheck.require(scale > 0 && scale <= 4, "input.scale", scale, "above 0 and at most 4")
  }
}
