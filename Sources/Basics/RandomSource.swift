import Foundation

/// A random generator that repeats its values for a seed. Its whole state can be saved.
///
/// Source: xoshiro256** (Blackman and Vigna, 2018), seeded by SplitMix64.
public struct RandomSource: RandomNumberGenerator, Hashable, Sendable, Codable {
  private var state: [UInt64]

  /// A source whose numbers follow from the seed alone.
  public init(seed: UInt64) {
    var mixer = seed
    state = (0..<4).map { _ in
      mixer &+= 0x9E37_79B9_7F4A_7C15
      var z = mixer
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  /// A source for one purpose. Sources of one seed and different streams are independent.
  /// - Parameter stream: the number of the purpose.
  public init(seed: UInt64, stream: UInt64) {
    var base = RandomSource(seed: seed)
    self.init(seed: base.next() ^ (stream &* 0xD134_2543_DE82_EF95))
  }

  public mutating func next() -> UInt64 {
    func rotated(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
    let result = rotated(state[1] &* 5, 7) &* 9
    let t = state[1] << 17
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= t
    state[3] = rotated(state[3], 45)
    return result
  }

  /// A value in `0 ..< 1`.
  public mutating func uniform() -> Float { Float(next() >> 40) * 0x1p-24 }

  /// A value in `range`.
  public mutating func uniform(in range: ClosedRange<Float>) -> Float {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// A value of the standard normal distribution.
  ///
  /// Source: Box and Muller, 1958.
  public mutating func normal() -> Float {
    let u = Double(next() >> 11) * 0x1p-53
    let v = Double(next() >> 11) * 0x1p-53
    return Float((-2 * log(1 - u)).squareRoot() * cos(2 * Double.pi * v))
  }
}
