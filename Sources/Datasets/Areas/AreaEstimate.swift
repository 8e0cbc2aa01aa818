import Basics
import Imaging

/// Areas of classes estimated from a sample, with the names of the classes and the area that the shares are of.
public struct AreaEstimate: Hashable, Sendable {
  /// The classes, in the order of the estimate.
  public let classes: [NamedClass]
  /// Shares of the classes and accuracies of the map, with their standard errors.
  public let estimate: StratifiedEstimate
  /// The area of the classes of the map that have points, in square metres; nil where it is not known.
  public let squareMetres: Double?
  /// The pixels of the same classes.
  public let pixels: Int

  /// - Parameters:
  ///   - table: the areas of all masks.
  ///   - counts: points of each class of the map (row) by class of the reference (column); the classes of the reference may be
  ///     more than those of the table where each value is a class.
  /// - Returns: nil where no class of the masks has points.
  package init?(_ table: AreaTable, counts: [[Int]]) {
    let count = max(table.classes.count, counts.count)
    var classes = table.classes
    for number in classes.count..<count {
      classes.append(NamedClass(name: "\(number)", values: [UInt16(clamping: number)]))
    }
    let areas = table.total.padded(to: count).ofClass
    let isKnown = table.total.classified.squareMetres != nil
    guard
      let estimate = StratifiedEstimate(
        counts: counts, areas: areas.map { isKnown ? $0.squareMetres ?? 0 : Double($0.pixels) })
    else { return nil }
    let strata = areas.indices.filter { areas[$0].pixels > 0 && !estimate.unsampled.contains($0) }
    let whole = strata.map { areas[$0] }.reduce(Area.zero) { $0.adding($1) }
    self.classes = classes
    self.estimate = estimate
    squareMetres = whole.squareMetres
    pixels = whole.pixels
  }

  /// Below this number of points in a class of the map, the normal distribution is a rough guess.
  private static let fewPoints = 20

  /// What a user should know about the sample.
  package var warnings: [String] {
    var warnings: [String] = []
    func names(_ numbers: [Int]) -> String { numbers.map { classes[$0].name }.joined(separator: ", ") }
    if !estimate.unsampled.isEmpty {
      warnings.append(
        "no sample point lies on the map's \(names(estimate.unsampled)): how much of that is right is unknown, so the "
          + "estimates are of the area of the other classes alone; add points there")
    }
    let few = classes.indices.filter { (2..<Self.fewPoints).contains(estimate.counts[$0].reduce(0, +)) }
    if !few.isEmpty {
      warnings.append(
        "fewer than \(Self.fewPoints) sample points lie on the map's \(names(few)): the confidence intervals are rough, and "
          + "those of no width only say that all points agree")
    }
    if !estimate.single.isEmpty {
      warnings.append(
        "one sample point alone lies on the map's \(names(estimate.single)): a variance needs two, so standard errors and "
          + "confidence intervals that depend on it are left out; add points there")
    }
    return warnings
  }

  /// The classes that the map or the reference has.
  var shown: [Int] {
    classes.indices.filter { number in
      estimate.mappedShares[number] > 0 || estimate.shares[number].value > 0 || estimate.unsampled.contains(number)
    }
  }
}
