import Basics

/// Sums over a sliding window by doubling: sums of 1, 2, 4 ... elements are joined up to the length of the window. A window
/// of any length takes a few additions for each element, and no subtraction.
enum WindowSum {
  /// Replaces element p of a row of `count` vectors, `width` floats each, by the sum of the elements `p - radius` to
  /// `p + radius` that exist.
  /// - Parameter spare: memory for `(count + 2 * radius) * width` floats.
  static func apply(
    _ row: UnsafeMutablePointer<Float>, count: Int, width: Int, radius: Int, spare sums: UnsafeMutablePointer<Float>
  ) {
    let reach = min(radius, count - 1)
    guard reach > 0 else { return }
    let length = 2 * reach + 1
    let total = count * width
    let padded = (count + 2 * reach) * width
    sums.update(repeating: 0, count: padded)
    (sums + reach * width).update(from: row, count: total)
    row.update(repeating: 0, count: total)
    // Invariant: sums[p] covers `span` elements from p on; row[p] covers `covered` elements from p - reach on.
    var span = 1
    var covered = 0
    while span <= length {
      if length & span != 0 {
        add(sums + covered * width, to: row, count: total)
        covered += span
      }
      if 2 * span <= length { add(sums + span * width, to: sums, count: padded - span * width) }
      span *= 2
    }
  }

  /// Adds in ascending order, so `source` may be a later part of `target`.
  private static func add(_ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int) {
    for index in 0..<count { target[index] += source[index] }
  }
}
