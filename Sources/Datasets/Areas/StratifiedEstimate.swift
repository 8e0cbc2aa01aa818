import Foundation

/// A number that is estimated from a sample.
public struct Estimate: Hashable, Sendable {
  /// The estimate itself.
  public let value: Double
  /// Nil where the sample does not tell it: where a stratum has one point alone.
  public let standardError: Double?

  package init(value: Double, standardError: Double?) {
    self.value = value
    self.standardError = standardError
  }

  /// Half of the width of the 95 % confidence interval, by the normal distribution.
  public var halfWidth: Double? { standardError.map { 1.96 * $0 } }

  /// The estimate in another unit.
  func times(_ factor: Double) -> Estimate {
    Estimate(value: value * factor, standardError: standardError.map { $0 * factor })
  }
}

/// Accuracy of a map and areas of classes, estimated from a sample of points whose strata are the classes of the map.
///
/// Source: Olofsson, Foody, Herold, Stehman, Woodcock and Wulder, Good practices for estimating area and assessing accuracy of
/// land change, Remote Sensing of Environment 148, 2014, equations 1 to 11.
public struct StratifiedEstimate: Hashable, Sendable {
  /// Sample points of each class of the map (row) by class of the reference (column).
  public let counts: [[Int]]
  /// The share of each class in the area of the strata that have points, as the map has it.
  public let mappedShares: [Double]
  /// The shares of the area of each class of the map (row) by class of the reference (column). They add up to 1.
  public let matrix: [[Double]]
  /// The share of the area that is right on the map.
  public let overallAccuracy: Estimate
  /// Of the area that the map gives a class, the share that is right; nil for a class without points on the map.
  public let usersAccuracy: [Estimate?]
  /// Of the area of a class, the share that the map gives it; nil for a class that the reference does not have.
  public let producersAccuracy: [Estimate?]
  /// The share of each class in the area of the strata that have points.
  public let shares: [Estimate]
  /// The classes of the map that have area and no point. All estimates are of the area of the other ones.
  public let unsampled: [Int]
  /// The classes of the map that have one point. It leaves standard errors unknown.
  public let single: [Int]

  /// - Parameters:
  ///   - counts: points of each class of the map (row) by class of the reference (column).
  ///   - areas: of each class on the map, in any unit.
  /// - Returns: nil where no class with area has points.
  /// - Precondition: `counts` are a square with a row for each of the areas.
  public init?(counts: [[Int]], areas: [Double]) {
    let classes = areas.indices
    precondition(
      counts.count == areas.count && counts.allSatisfy { $0.count == areas.count },
      "there is a row and a column for each class")
    // A class without area on the map is no stratum.
    let points = classes.map { areas[$0] > 0 ? counts[$0].reduce(0, +) : 0 }
    let strata = classes.filter { points[$0] > 0 }
    let whole = strata.reduce(0) { $0 + areas[$1] }
    guard whole > 0 else { return nil }
    let weights = classes.map { points[$0] > 0 ? areas[$0] / whole : 0 }
    /// The share of the points of a stratum that a class of the reference has.
    func rate(_ stratum: Int, _ label: Int) -> Double { Double(counts[stratum][label]) / Double(points[stratum]) }
    /// The variance of that share; nil for one point.
    func variance(_ stratum: Int, _ label: Int) -> Double? {
      guard points[stratum] > 1 else { return nil }
      let rate = rate(stratum, label)
      return rate * (1 - rate) / Double(points[stratum] - 1)
    }
    /// The root of a sum of which no part is nil.
    func root(_ parts: [Double?]) -> Double? {
      let known = parts.compactMap { $0 }
      return known.count == parts.count ? known.reduce(0, +).squareRoot() : nil
    }
    // Equation 4: the matrix in shares of the area.
    let matrix = classes.map { stratum in
      classes.map { points[stratum] > 0 ? weights[stratum] * rate(stratum, $0) : 0 }
    }
    // Equations 1 and 5.
    overallAccuracy = Estimate(
      value: strata.reduce(0) { $0 + matrix[$1][$1] },
      standardError: root(strata.map { stratum in variance(stratum, stratum).map { pow(weights[stratum], 2) * $0 } }))
    // Equations 2 and 6.
    usersAccuracy = classes.map { label in
      points[label] > 0 ? Estimate(value: rate(label, label), standardError: root([variance(label, label)])) : nil
    }
    // Equations 9 and 10.
    shares = classes.map { label in
      Estimate(
        value: strata.reduce(0) { $0 + matrix[$1][label] },
        standardError: root(strata.map { stratum in variance(stratum, label).map { pow(weights[stratum], 2) * $0 } }))
    }
    // Equations 3 and 7, of which both sides are divided by the number of pixels.
    let totals = shares.map(\.value)
    producersAccuracy = classes.map { label in
      guard totals[label] > 0 else { return nil }
      let accuracy = matrix[label][label] / totals[label]
      let parts = strata.map { stratum in
        variance(stratum, label).map {
          pow(weights[stratum], 2) * $0 * pow(stratum == label ? 1 - accuracy : accuracy, 2)
        }
      }
      return Estimate(value: accuracy, standardError: root(parts).map { $0 / totals[label] })
    }
    self.counts = counts
    self.matrix = matrix
    mappedShares = weights
    unsampled = classes.filter { areas[$0] > 0 && points[$0] == 0 }
    single = strata.filter { points[$0] == 1 }
  }
}
