import Basics

/// What a user should know about how images are read.
public enum ImageNotice: Hashable, Sendable, CustomStringConvertible {
  /// The fourth band looks like infrared, and counts as transparency.
  case fourthBandIsTransparency
  /// Images of `bits` bits use only the values `used` and are stretched from `low` to `high`, for each band.
  case stretched(bits: Int, used: ClosedRange<Double>, low: [Double], high: [Double])

  /// Whether it warns. Other notices only tell what was done.
  public var isWarning: Bool { self == .fourthBandIsTransparency }

  public var description: String {
    switch self {
    case .fourthBandIsTransparency:
      return "the fourth band has many values and is taken as transparency"
    case .stretched(let bits, let used, let low, let high):
      let ends = zip(low, high).map { "\(NumberText.short($0)) to \(NumberText.short($1))" }
      let isAlike = Set(ends).count == 1
      let some = ends.prefix(Self.mostShown).joined(separator: ", ") + (ends.count > Self.mostShown ? ", ..." : "")
      let found = "have values from \(NumberText.short(used.lowerBound)) to \(NumberText.short(used.upperBound))"
      return (bits == 32 ? "Float32 images \(found)" : "images of \(bits) bits \(found) of \((1 << bits) - 1)")
        + "; they are stretched: \(isAlike ? ends[0] : some + " of the bands") become black to white"
    }
  }

  /// The most bands whose ranges are told.
  private static let mostShown = 6
}
