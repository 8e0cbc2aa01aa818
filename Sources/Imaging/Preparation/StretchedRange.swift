/// The sample values that become black and white when images are stretched, for each colour band.
///
/// Images of 8, 16 and 32 bits have ranges of their own, and so have grey images and images of more bands.
public struct StretchedRange: Codable, Hashable, Sendable {
  /// Bits of a sample: 8 or 16 for whole numbers, 32 for Float32.
  public var bits: Int
  /// The sample value of each band that becomes black.
  public var low: [Double]
  /// The sample value of each band that becomes white; it is above that of ``low``.
  public var high: [Double]

  /// The range of images of so many bits a sample. There is one low and one high value for each band.
  public init(bits: Int, low: [Double], high: [Double]) {
    self.bits = bits
    self.low = low
    self.high = high
  }

  /// Whether bits, bands and values can be those of images.
  package var isValid: Bool {
    low.count == high.count && !low.isEmpty
      && zip(low, high).allSatisfy { low, high in
        switch bits {
        case 8, 16: 0 <= low && low < high && high < Double(1 << bits)
        case 32: low < high && (high - low).isFinite
        default: false
        }
      }
  }

  /// The range for images of another number of bands: grey takes all bands together, and colours take that of grey. A band
  /// that this range does not know stays as it is.
  func covering(bands: Int) -> StretchedRange {
    if bands == low.count { return self }
    if bands == 1 { return StretchedRange(bits: bits, low: [low.min() ?? 0], high: [high.max() ?? 0]) }
    let whole = Self.whole(bits: bits)
    let known = (0..<bands).map { band in
      low.count == 1 && band < 3 ? (low[0], high[0]) : band < low.count ? (low[band], high[band]) : whole
    }
    return StretchedRange(bits: bits, low: known.map(\.0), high: known.map(\.1))
  }

  /// The values that stay as they are: those of the sample type, and 0...1 for Float32.
  static func whole(bits: Int) -> (low: Double, high: Double) { (0, bits == 32 ? 1 : Double(1 << bits) - 1) }

  /// For each band the new value of every sample value.
  func tables<Sample: RasterSample & FixedWidthInteger>(_ type: Sample.Type) -> [[Sample]] {
    zip(low, high).map { low, high in
      (0...Int(Sample.max)).map { value in
        Sample(nearest: Sample.fullScale * (Float(Double(value) - low) / Float(high - low)))
      }
    }
  }

  /// For each band what a Float32 sample is lessened by, and then multiplied by.
  var scales: [(offset: Float, factor: Float)] {
    zip(low, high).map { (offset: Float($0), factor: Float(1 / ($1 - $0))) }
  }
}
