/// The brightness of a colour.
package enum Luma {
  /// Rec. 601 luma, on the scale of the three values.
  @inlinable @inline(__always)
  package static func rec601(_ red: Float, _ green: Float, _ blue: Float) -> Float {
    0.299 * red + 0.587 * green + 0.114 * blue
  }

  /// The brightness of the pixel at `at` in interleaved values: Rec. 601 luma of three or four channels, the first of one or
  /// two, and the mean of more.
  @inlinable @inline(__always)
  package static func brightness(_ values: UnsafeBufferPointer<Float>, at: Int, channels: Int) -> Float {
    switch channels {
    case 1, 2: return values[at]
    case 3, 4: return rec601(values[at], values[at + 1], values[at + 2])
    default:
      var sum: Float = 0
      for c in 0..<channels { sum += values[at + c] }
      return sum / Float(channels)
    }
  }
}
