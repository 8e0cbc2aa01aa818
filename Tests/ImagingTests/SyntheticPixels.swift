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

extension Raster {
  /// An image of random samples.
  static func noise(width: Int, height: Int, bands: Int, bitDepth: Int = 8, seed: UInt64 = 1) -> Raster {
    var random = SplitMix64(seed: seed)
    let count = width * height * bands
    return Raster(
      width: width, height: height, bands: bands,
      samples: bitDepth == 16
        ? .uint16((0..<count).map { _ in .random(in: .min ... .max, using: &random) })
        : .uint8((0..<count).map { _ in .random(in: .min ... .max, using: &random) }))
  }

  /// A Float32 raster of values of all sizes and signs, a third of whose pixels are not valid.
  static func heights(width: Int, height: Int, bands: Int) -> Raster {
    var random = SplitMix64(seed: 3)
    return Raster(
      width: width, height: height, bands: bands,
      samples: .float32((0..<width * height * bands).map { _ in .random(in: -1000...8000, using: &random) }),
      validity: (0..<width * height).map { _ in .random(in: 0...2, using: &random) == 0 ? 0 : 1 })
  }

  /// A smooth image, which JPEG keeps well.
  static func gradient(width: Int, height: Int, bands: Int) -> Raster {
    var values: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        for c in 0..<bands { values.append(UInt8(clamping: 20 + 3 * x + 2 * y + 10 * c)) }
      }
    }
    return Raster(width: width, height: height, bands: bands, values: values)
  }
}

extension LabelMap {
  /// A map of random labels below `count`.
  static func noise(width: Int, height: Int, count: Int, seed: UInt64 = 1) -> LabelMap {
    var random = SplitMix64(seed: seed)
    return LabelMap(
      width: width, height: height,
      values: (0..<width * height).map { _ in UInt16(Int.random(in: 0..<count, using: &random)) })
  }
}
