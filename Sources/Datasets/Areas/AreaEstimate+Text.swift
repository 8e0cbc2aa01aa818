import Basics

extension AreaEstimate {
  /// The error matrix, the areas and the accuracies as tables for people.
  /// - Parameter unit: of areas; nil for the one that suits them.
  public func text(unit: AreaUnit? = nil) -> String {
    tables(unit).map { "\($0.title)\n\n\($0.table.text)" }.joined(separator: "\n") + "\n\(overall)\n"
  }

  /// The same as Markdown.
  public func markdown(unit: AreaUnit? = nil) -> String {
    tables(unit).map { "\($0.title)\n\n\($0.table.markdown)" }.joined(separator: "\n") + "\n\(overall)\n"
  }

  private func tables(_ wanted: AreaUnit?) -> [(title: String, table: TextTable)] {
    let unit = squareMetres.map { wanted ?? .fitting(squareMetres: $0) }
    return [
      ("Error matrix in shares of the area, rows by the map and columns by the reference:", matrixTable),
      (
        "Area of each class, corrected by the sample, with its standard error and 95 % confidence interval:",
        areaTable(unit)
      ),
      ("Accuracy of each class with its 95 % confidence interval:", accuracyTable),
    ]
  }

  private var matrixTable: TextTable {
    let rows = shown.map { row in
      [classes[row].name]
        + shown.map { estimate.unsampled.contains(row) ? "-" : NumberText.decimal(estimate.matrix[row][$0], 4) }
        + [NumberText.decimal(estimate.mappedShares[row], 4), "\(estimate.counts[row].reduce(0, +))"]
    }
    let sums = shown.map { NumberText.decimal(estimate.shares[$0].value, 4) }
    let points = estimate.counts.joined().reduce(0, +)
    return TextTable(
      heads: ["map"] + shown.map { classes[$0].name } + ["map's share", "points"],
      rows: rows + [["all"] + sums + ["1.0000", "\(points)"]])
  }

  private func areaTable(_ unit: AreaUnit?) -> TextTable {
    /// What all classes have in the unit.
    let factor = unit.map { (squareMetres ?? 0) / $0.inSquareMetres } ?? 100
    let digits = factor >= 1e4 ? 0 : factor >= 10 ? 2 : 4
    let name = unit?.rawValue ?? "%"
    let rows = shown.map { number in
      let area = estimate.shares[number].times(factor)
      let mapped = estimate.mappedShares[number] * factor
      let isUnsampled = estimate.unsampled.contains(number)
      return [classes[number].name, isUnsampled ? "-" : NumberText.decimal(mapped, digits)]
        + [area.value, area.standardError, area.halfWidth].map { Self.text($0, digits) }
    }
    return TextTable(heads: ["class", "mapped \(name)", "estimated \(name)", "standard error", "± 95 %"], rows: rows)
  }

  private var accuracyTable: TextTable {
    let rows = shown.map { number in
      [classes[number].name]
        + [estimate.usersAccuracy[number], estimate.producersAccuracy[number]].flatMap {
          [Self.text($0?.value, 4), Self.text($0?.halfWidth, 4)]
        }
    }
    return TextTable(heads: ["class", "user's", "± 95 %", "producer's", "± 95 %"], rows: rows)
  }

  private var overall: String {
    let accuracy = estimate.overallAccuracy
    return "overall accuracy \(Self.text(accuracy.value, 4))"
      + (accuracy.halfWidth.map { " ± \(Self.text($0, 4))" } ?? ", without a confidence interval")
  }

  private static func text(_ value: Double?, _ digits: Int) -> String {
    value.map { NumberText.decimal($0, digits) } ?? "-"
  }
}
