import Basics

/// Whether the values that images use are stretched to the full range, from black to white.
public enum StretchSetting: Hashable, Sendable {
  /// Images of 16 bits that use a small part of the range are stretched between ``usual``. All others stay as they are.
  case auto
  /// No image is stretched.
  case none
  /// All images are stretched between two percentiles of the values of each band, 0...100.
  case percentiles(low: Double, high: Double)

  /// The percentiles of ``auto``.
  public static let usual = StretchSetting.percentiles(low: 2, high: 98)

  /// The percentiles that images are stretched between, where they are; nil for never.
  var shares: (low: Double, high: Double)? {
    switch self {
    case .none: nil
    case .auto: Self.usual.shares
    case .percentiles(let low, let high): (low, high)
    }
  }

  /// What is allowed, for messages.
  package static let requirement = "auto, none, or two percentiles from 0 to 100 such as 2,98"

  /// Reads `auto`, `none`, or two percentiles such as `2,98`; nil for any other text.
  public init?(_ text: String) {
    switch text {
    case "auto": self = .auto
    case "none": self = .none
    default:
      let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
      guard parts.count == 2, let low = parts[0], let high = parts[1], 0 <= low, low < high, high <= 100 else {
        return nil
      }
      self = .percentiles(low: low, high: high)
    }
  }
}

extension StretchSetting: Codable, CustomStringConvertible {
  public var description: String {
    func text(_ value: Double) -> String { value == value.rounded() ? "\(Int(value))" : "\(value)" }
    switch self {
    case .auto: return "auto"
    case .none: return "none"
    case .percentiles(let low, let high): return "\(text(low)),\(text(high))"
    }
  }

  public init(from decoder: any Decoder) throws {
    self = try decoder.textSetting(Self.requirement) { StretchSetting($0) }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
