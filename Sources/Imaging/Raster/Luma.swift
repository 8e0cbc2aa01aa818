/// The brightness of a colour.
package enum Luma {
  /// Rec. 601 luma, on the scale of the three values.
  @inlinable @inline(__always)
  package static func rec601(_ red: Float, _ green: Float, _ blue: Float) -> Float {
    0.299 * red + 0.587 * green + 0.114 * blue
  }
}
