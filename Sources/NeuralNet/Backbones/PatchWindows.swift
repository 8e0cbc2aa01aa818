import Basics

/// The windows that a transformer sees an axis of patches through.
///
/// Windows begin at multiples of ``step`` and are ``size`` long. The last one ends with the axis. Within an overlap the
/// weight of a window falls linearly to its edge, so that no edge shows.
package struct PatchWindows: Hashable, Sendable {
  /// Of a window, in patches.
  package let size: Int
  /// From one window to the next, in patches.
  package let step: Int

  /// - Precondition: a window reaches at most to the end of the next one's step. So all windows over the patches between two
  ///   multiples of the step lie within one step more on each side.
  package init(size: Int, step: Int) {
    precondition(step > 0 && step <= size && size <= 2 * step, "windows of \(size) with a step of \(step)")
    self.size = size
    self.step = step
  }

  /// The windows of an axis, each with a weight for every patch. The weights of all windows over a patch sum to 1.
  package func windows(_ length: Int) -> [(range: Range<Int>, weights: [Float])] {
    var ranges: [Range<Int>] = []
    var start = 0
    while ranges.last.map({ $0.upperBound < length }) ?? true {
      ranges.append(start..<min(length, start + size))
      start += step
    }
    let raw = ranges.map { range in
      range.map { place in
        let left = range.lowerBound == 0 ? Int.max : place - range.lowerBound + 1
        let right = range.upperBound == length ? Int.max : range.upperBound - place
        return Float(min(left, right, max(1, size - step)))
      }
    }
    var sums = [Float](repeating: 0, count: length)
    for (range, weights) in zip(ranges, raw) { for (place, weight) in zip(range, weights) { sums[place] += weight } }
    return zip(ranges, raw).map { range, weights in
      (range, zip(range, weights).map { place, weight in weight / sums[place] })
    }
  }
}
