import Basics
import Imaging
import TestSupport

/// Steele, Lea and Flood's SplitMix64: the same numbers on every machine.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}

extension RasterImage {
  /// An image of random samples.
  static func noise(width: Int, height: Int, channels: Int, bitDepth: Int = 8, seed: UInt64 = 1) -> RasterImage {
    var random = SplitMix64(seed: seed)
    let count = width * height * channels
    return RasterImage(
      width: width, height: height, channels: channels,
      samples: bitDepth == 16
        ? .bits16((0..<count).map { _ in .random(in: .min ... .max, using: &random) })
        : .bits8((0..<count).map { _ in .random(in: .min ... .max, using: &random) }))
  }

  /// A smooth image, which JPEG keeps well.
  static func gradient(width: Int, height: Int, channels: Int) -> RasterImage {
    var values: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        for c in 0..<channels { values.append(UInt8(clamping: 20 + 3 * x + 2 * y + 10 * c)) }
      }
    }
    return RasterImage(width: width, height: height, channels: channels, values: values)
  }
}

extension LabelMap {
  /// A map of random labels below `count`.
  static func noise(width: Int, height: Int, count: Int, seed: UInt64 = 1) -> LabelMap {
    var random = SplitMix64(seed: seed)
    return LabelMap(
      width: width, height: height,
      values: (0..<width * height).map { _ in UInt8(Int.random(in: 0..<count, using: &random)) })
  }
}
