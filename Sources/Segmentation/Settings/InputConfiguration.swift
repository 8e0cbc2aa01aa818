import Basics
import Imaging

/// How images become network input.
public struct InputConfiguration: Codable, Hashable, Sendable {
  /// Channels taken from each image: 1 grey, 3 RGB, 4 RGB and infrared, or any number of bands; 0 takes what all images have.
  public var channels = 0
  /// Side of the square training crops, in pixels after scaling.
  public var cropSize = 128
  /// Images are resized by this factor first.
  public var scale: Float = 1
  /// Images are resized in place of that so that their shorter side has this many pixels, and the longer one at most
  /// sixteen times as many; 0 for ``scale``.
  public var side = 0
  /// Side of the square in the middle of an image that a network of whole images sees, in pixels after scaling, resized to
  /// ``cropSize``; 0 for the shorter side of the image.
  public var crop = 0
  /// Adds horizontal and vertical Sobel derivatives of the brightness as two more channels.
  public var sobel = true
  /// The derivatives are multiplied by this factor. With 1/8 they are changes of brightness from pixel to pixel.
  public var sobelFactor: Float = 1
  /// Whether the colour channels stay beside the Sobel channels.
  public var colour = true
  /// The bands of the images that are used; these are the channels then.
  public var bands = BandSelection.all
  /// The meaning of the band after the colours; `auto` is `band` for four channels, and else `mask`.
  public var alpha = AlphaMeaning.auto
  /// The value or colour of pixels that have no data, beside those that are transparent.
  public var noData = NoDataValue.none
  /// Whether the values that images use are stretched to the full range.
  public var stretch = StretchSetting.auto
  /// The ranges that images are stretched from. Training finds them, unless a setting gives some.
  public var ranges: [StretchedRange] = []

  /// The most channels that an image can have.
  static let mostChannels = 4096

  /// The settings as their defaults have them.
  public init() {}

  /// The settings of runs and models that were made when alpha, no-data, stretching and a factor of the derivatives were not
  /// known.
  static let beforePreparation: InputConfiguration = {
    var input = InputConfiguration()
    input.alpha = .band
    input.stretch = .none
    return input
  }()

  private enum CodingKeys: String, CodingKey {
    case channels, cropSize, scale, side, crop, sobel, sobelFactor, colour, bands, alpha, noData, stretch, ranges
  }

  /// Settings that are missing are those of ``beforePreparation``.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let earlier = Self.beforePreparation
    channels = try container.decode(Int.self, forKey: .channels)
    cropSize = try container.decode(Int.self, forKey: .cropSize)
    scale = try container.decode(Float.self, forKey: .scale)
    side = try container.decodeIfPresent(Int.self, forKey: .side) ?? earlier.side
    crop = try container.decodeIfPresent(Int.self, forKey: .crop) ?? earlier.crop
    sobel = try container.decode(Bool.self, forKey: .sobel)
    sobelFactor = try container.decodeIfPresent(Float.self, forKey: .sobelFactor) ?? earlier.sobelFactor
    colour = try container.decode(Bool.self, forKey: .colour)
    bands = try container.decodeIfPresent(BandSelection.self, forKey: .bands) ?? earlier.bands
    alpha = try container.decodeIfPresent(AlphaMeaning.self, forKey: .alpha) ?? earlier.alpha
    noData = try container.decodeIfPresent(NoDataValue.self, forKey: .noData) ?? earlier.noData
    stretch = try container.decodeIfPresent(StretchSetting.self, forKey: .stretch) ?? earlier.stretch
    ranges = try container.decodeIfPresent([StretchedRange].self, forKey: .ranges) ?? earlier.ranges
  }

  /// Channels the network sees.
  public var networkChannels: Int { (colour || !sobel ? channels : 0) + (sobel ? 2 : 0) }

  /// How the pixels of images are prepared.
  public var preparation: ImagePreparation {
    ImagePreparation(alpha: resolvedAlpha, noData: noData, bands: bands, ranges: stretch == .none ? [] : ranges)
  }

  /// The meaning of alpha, `auto` decided.
  var resolvedAlpha: AlphaMeaning { alpha == .auto ? (channels == 4 ? .band : .mask) : alpha }

  /// A length of an image, in pixels, as the network sees it.
  func scaled(_ length: Int) -> Int { scale == 1 ? length : max(1, Int((Float(length) * scale).rounded())) }

  /// The size of an image of so many pixels as the network's images are.
  func sized(_ width: Int, _ height: Int) -> (width: Int, height: Int) {
    guard side > 0 else { return (scaled(width), scaled(height)) }
    let factor = min(Double(side) / Double(min(width, height)), 16 * Double(side) / Double(max(width, height)))
    func sized(_ length: Int) -> Int { max(1, Int((Double(length) * factor).rounded())) }
    return (sized(width), sized(height))
  }

  func validate() throws {
    try SettingCheck.require(
      (0...Self.mostChannels).contains(channels), "input.channels", channels,
      "0 (by the images) to \(Self.mostChannels)")
    try SettingCheck.require((16...4096).contains(cropSize), "input.cropSize", cropSize, "from 16 to 4096 pixels")
    try SettingCheck.require(scale > 0 && scale <= 4, "input.scale", scale, "above 0 and at most 4")
    try SettingCheck.require(
      side == 0 || (8...4096).contains(side), "input.side", side, "0 (images as they are) or from 8 to 4096 pixels")
    try SettingCheck.require(
      (0...4096).contains(crop), "input.crop", crop, "from 0 (the shorter side of the image) to 4096 pixels")
    try SettingCheck.require(
      sobelFactor > 0 && sobelFactor <= 16, "input.sobelFactor", sobelFactor, "above 0 and at most 16")
    if let range = ranges.first(where: { !$0.isValid }) {
      throw SettingError(
        key: "input.ranges", value: "\(range.low) to \(range.high)",
        requirement: "for each band a low and a higher value of 8, 16 or 32 bits")
    }
  }
}
