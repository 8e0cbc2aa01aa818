/// What a user should know about how images are read.
public enum ImageNotice: Hashable, Sendable, CustomStringConvertible {
  /// The fourth band looks like infrared, and counts as transparency.
  case fourthBandIsTransparency
  /// Images of `bits` bits use only the values `used` and are stretched from `low` to `high`, for each band.
  case stretched(bits: Int, used: ClosedRange<Int>, low: [Int], high: [Int])

  /// Whether it warns. Other notices only tell what was done.
  public var isWarning: Bool { self == .fourthBandIsTransparency }

  public var description: String {
    switch self {
    case .fourthBandIsTransparency:
      return "the fourth band has many values and is taken as transparency"
    case .stretched(let bits, let used, let low, let high):
      let ranges =
        Set(zip(low, high).map { "\($0) to \($1)" }).count == 1
        ? "\(low[0]) to \(high[0])" : zip(low, high).map { "\($0) to \($1)" }.joined(separator: ", ")
      return "images of \(bits) bits have values from \(used.lowerBound) to \(used.upperBound) of \((1 << bits) - 1); "
        + "they are stretched: \(ranges) \(Set(low).count > 1 || Set(high).count > 1 ? "of the bands " : "")"
        + "become black to white"
    }
  }
}
