/// The sample values that become black and white when images are stretched, for each colour band.
///
/// Images of 8 and of 16 bits have ranges of their own, and so have grey images and images of more bands.
public struct StretchedRange: Codable, Hashable, Sendable {
  /// Bits of a sample, 8 or 16.
  public var bits: Int
  /// The sample value of each band that becomes black.
  public var low: [Int]
  /// The sample value of each band that becomes white; it is above that of ``low``.
  public var high: [Int]

  public init(bits: Int, low: [Int], high: [Int]) {
    self.bits = bits
    self.low = low
    self.high = high
  }

  /// Whether bits, bands and values can be those of images.
  package var isValid: Bool {
    (bits == 8 || bits == 16) && low.count == high.count && (1...4).contains(low.count)
      && zip(low, high).allSatisfy { 0 <= $0 && $0 < $1 && $1 < 1 << bits }
  }

  /// The range for images of another number of bands: grey takes all bands together, and colours take that of grey. A band
  /// that this range does not know stays as it is.
  func covering(bands: Int) -> StretchedRange {
    if bands == low.count { return self }
    if bands == 1 { return StretchedRange(bits: bits, low: [low.min() ?? 0], high: [high.max() ?? 0]) }
    let whole = (low: 0, high: (1 << bits) - 1)
    let known = (0..<bands).map { band in
      low.count == 1 && band < 3 ? (low[0], high[0]) : band < low.count ? (low[band], high[band]) : whole
    }
    return StretchedRange(bits: bits, low: known.map(\.0), high: known.map(\.1))
  }

  /// For each band the new value of every sample value.
  func tables<Sample: RasterSample & FixedWidthInteger>(_ type: Sample.Type) -> [[Sample]] {
    zip(low, high).map { low, high in
      (0...Int(Sample.max)).map { value in
        Sample(nearest: Sample.fullScale * (Float(value - low) / Float(high - low)))
      }
    }
  }
}
