import Basics

/// The value or colour of pixels that have no data, such as a black border. The match is exact.
public enum NoDataValue: Hashable, Sendable {
  /// Every value is data.
  case none
  /// A stored sample value, which all colour bands of the pixel have.
  case value(Int)
  /// A colour on the scale of 8 bits.
  case colour(Palette.Colour)

  /// What is allowed, for messages.
  package static let requirement = "none, a value from 0 to 65535, or a colour such as #000000"

  /// Reads `none`, a value from 0 to 65535, or a colour `#rrggbb`; nil for any other text.
  public init?(_ text: String) {
    if text == "none" {
      self = .none
    } else if let value = Int(text), "\(value)" == text, (0...65_535).contains(value) {
      self = .value(value)
    } else if let colour = Palette.Colour(hexString: text) {
      self = .colour(colour)
    } else {
      return nil
    }
  }

  /// The samples of such pixels in the colour bands of an image; nil where no pixel can have them.
  /// - Parameter colours: 1 for grey images, and 3 for others.
  func samples(colours: Int, fullScale: Int) -> [Int]? {
    switch self {
    case .none: return nil
    case .value(let value): return value <= fullScale ? [Int](repeating: value, count: colours) : nil
    case .colour(let colour):
      let parts = [colour.red, colour.green, colour.blue].map { Int($0) * (fullScale / 255) }
      if colours == 3 { return parts }
      return Set(parts).count == 1 ? [parts[0]] : nil
    }
  }
}

extension NoDataValue: Codable, CustomStringConvertible {
  public var description: String {
    switch self {
    case .none: "none"
    case .value(let value): "\(value)"
    case .colour(let colour): colour.hexString
    }
  }

  public init(from decoder: any Decoder) throws {
    self = try decoder.textSetting(Self.requirement) { NoDataValue($0) }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
