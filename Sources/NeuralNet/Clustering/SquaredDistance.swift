/// Squared Euclidean distances between vectors of floats.
enum SquaredDistance {
  /// - Parameters:
  ///   - start: where the first vector begins.
  ///   - other: where the second vector begins.
  static func between(
    _ first: UnsafeBufferPointer<Float>, at start: Int, and second: UnsafeBufferPointer<Float>, at other: Int,
    count: Int
  ) -> Float {
    precondition(start + count <= first.count && other + count <= second.count, "vectors reach past their buffers")
    guard let first = first.baseAddress, let second = second.baseAddress else { return 0 }
    var sums = Lanes.zero
    var index = 0
    while index + 8 <= count {
      let difference = first.lanes(start + index) - second.lanes(other + index)
      sums += difference * difference
      index += 8
    }
    var sum = sums.sum()
    while index < count {
      let difference = first[start + index] - second[other + index]
      sum += difference * difference
      index += 1
    }
    return sum
  }
}
