import Basics

extension AreaEstimate {
  /// A line for each class with its area and accuracies, and one for all classes with the overall accuracy. What is not known is
  /// empty. Each estimate has its standard error, and half the width of its 95 % confidence interval.
  /// - Parameter unit: of areas; nil for the one that suits them.
  public func csv(unit wanted: AreaUnit? = nil) -> String {
    let unit = squareMetres.map { wanted ?? .fitting(squareMetres: $0) }
    let factor = unit.map { (squareMetres ?? 0) / $0.inSquareMetres }
    func field(_ value: Double?) -> String { value.map(NumberText.measurement) ?? "" }
    func fields(_ estimate: Estimate?) -> [String] {
      [estimate?.value, estimate?.standardError, estimate?.halfWidth].map(field)
    }
    func three(_ name: String) -> [String] { [name, "\(name)StandardError", "\(name)Interval"] }
    var lines = [
      ["class", "value", "points", "mappedShare"] + three("share") + ["unit", "mappedArea"] + three("area")
        + three("usersAccuracy") + three("producersAccuracy") + three("overallAccuracy")
    ]
    for number in shown {
      let isSampled = !estimate.unsampled.contains(number)
      let (mapped, share) = (estimate.mappedShares[number], estimate.shares[number])
      lines.append(
        [
          CSV.quoted(classes[number].name), "\(classes[number].value(number: number))",
          "\(estimate.counts[number].reduce(0, +))", isSampled ? field(mapped) : "",
        ] + fields(share) + [unit?.rawValue ?? "", isSampled ? field(factor.map { $0 * mapped }) : ""]
          + fields(factor.map(share.times)) + fields(estimate.usersAccuracy[number])
          + fields(estimate.producersAccuracy[number]) + fields(nil))
    }
    lines.append(
      ["all classes", "", "\(estimate.counts.joined().reduce(0, +))", field(1)] + fields(nil)
        + [unit?.rawValue ?? "", field(factor)] + [String](repeating: "", count: 9) + fields(estimate.overallAccuracy))
    return lines.map { $0.joined(separator: ",") + "\n" }.joined()
  }
}
