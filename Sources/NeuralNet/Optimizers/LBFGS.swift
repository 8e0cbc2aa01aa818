/// Minimises a smooth function of many variables by its gradients: limited-memory BFGS.
///
/// The last pairs of a step and its change of the gradient stand for the curvature. Each step is found by a bisection for the
/// weak Wolfe conditions.
///
/// - Source: Nocedal and Wright, Numerical Optimization, 2nd edition, algorithms 7.4 and 7.5; Lewis and Overton, Nonsmooth
///   optimization via quasi-Newton methods, Mathematical Programming 141, 2013, algorithm 2.6 (line search).
package struct LBFGS: Sendable {
  /// Pairs that are remembered.
  package var memory = 10
  /// The most steps.
  package var stepLimit = 200
  /// Ends when no element of the gradient is farther from 0.
  package var gradientTolerance = 1e-5
  /// Ends when a step lowers the value by a smaller share of it.
  package var valueTolerance = 1e-9

  /// A point and the function there.
  package struct Point: Sendable {
    package var place: [Double]
    package var value: Double
    package var gradient: [Double]
  }

  package init() {}

  /// - Parameter function: the value and the gradient at a place.
  /// - Returns: the best point found, and the steps taken.
  package func minimize(
    from start: [Double], _ function: (_ place: [Double]) -> (value: Double, gradient: [Double])
  ) -> (point: Point, steps: Int) {
    var point = Self.point(start, function)
    var pairs: [Pair] = []
    for step in 0..<stepLimit {
      if point.gradient.allSatisfy({ abs($0) <= gradientTolerance }) { return (point, step) }
      let direction = Self.direction(point.gradient, pairs)
      let slope = Self.dot(direction, point.gradient)
      // The first step has no curvature to go by, so its length is at most 1.
      let length = pairs.isEmpty ? min(1, 1 / Self.dot(direction, direction).squareRoot()) : 1
      guard slope < 0, let next = search(from: point, direction, slope: slope, length: length, function) else {
        return (point, step)
      }
      let pair = Pair(
        step: zip(next.place, point.place).map { $0 - $1 }, change: zip(next.gradient, point.gradient).map { $0 - $1 })
      let gain = point.value - next.value
      point = next
      if let pair { pairs = pairs.suffix(memory - 1) + [pair] }
      if gain <= valueTolerance * max(1e-12, abs(point.value)) { return (point, step + 1) }
    }
    return (point, stepLimit)
  }

  /// A step and what it did to the gradient.
  private struct Pair {
    let step: [Double]
    let change: [Double]
    /// 1 over their product.
    let rho: Double

    /// Nil for a step along which the gradient does not grow, which says nothing of a minimum.
    init?(step: [Double], change: [Double]) {
      let product = LBFGS.dot(step, change)
      guard product > 1e-12 * LBFGS.dot(change, change) else { return nil }
      self.step = step
      self.change = change
      rho = 1 / product
    }
  }

  private static func point(
    _ place: [Double], _ function: ([Double]) -> (value: Double, gradient: [Double])
  ) -> Point {
    let (value, gradient) = function(place)
    precondition(gradient.count == place.count, "\(gradient.count) slopes for \(place.count) variables")
    return Point(place: place, value: value, gradient: gradient)
  }

  /// The negative gradient, times the inverse curvature that the pairs stand for.
  private static func direction(_ gradient: [Double], _ pairs: [Pair]) -> [Double] {
    var result = gradient.map { -$0 }
    var shares: [Double] = []
    for pair in pairs.reversed() {
      let share = pair.rho * dot(pair.step, result)
      shares.append(share)
      add(pair.change, times: -share, to: &result)
    }
    if let last = pairs.last {
      let scale = 1 / (last.rho * dot(last.change, last.change))
      for index in result.indices { result[index] *= scale }
    }
    for (pair, share) in zip(pairs, shares.reversed()) {
      add(pair.step, times: share - pair.rho * dot(pair.change, result), to: &result)
    }
    return result
  }

  /// A point along `direction` that is lower and less steep; nil where rounding leaves none.
  private func search(
    from start: Point, _ direction: [Double], slope: Double, length: Double,
    _ function: ([Double]) -> (value: Double, gradient: [Double])
  ) -> Point? {
    var (low, high, length) = (0.0, Double.infinity, length)
    var best: Point?
    for _ in 0..<30 {
      var place = start.place
      Self.add(direction, times: length, to: &place)
      let point = Self.point(place, function)
      if !(point.value <= start.value + 1e-4 * length * slope) {
        high = length
      } else {
        best = point
        if Self.dot(direction, point.gradient) >= 0.9 * slope { return point }
        low = length
      }
      length = high.isFinite ? (low + high) / 2 : 2 * length
    }
    return best
  }

  private static func dot(_ one: [Double], _ other: [Double]) -> Double {
    var sum = 0.0
    for index in one.indices { sum += one[index] * other[index] }
    return sum
  }

  private static func add(_ values: [Double], times factor: Double, to sum: inout [Double]) {
    for index in sum.indices { sum[index] += factor * values[index] }
  }
}
