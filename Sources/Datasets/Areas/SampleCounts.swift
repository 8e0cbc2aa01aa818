import Basics

/// The sample of all masks, counted.
package struct SampleCounts: Hashable, Sendable {
  /// Points of each class of the map (row) by class of the reference (column).
  package private(set) var counts: [[Int]]
  /// Points where the masks have no class. They are left out.
  private var withoutClass = 0
  /// Pixels of label maps, and those of them beside another one.
  private var pixels = 0
  private var adjacent = 0

  /// - Parameter classes: how many the masks have. Where each value is a class, the sample may have more.
  package init(_ masks: [AreaCount], classes: Int) {
    let points = masks.flatMap(\.classAtPoint)
    let most =
      (masks.flatMap { [$0.sample.clusterCount, $0.sample.classCount] } + points.map { $0.point.reference + 1 }).max()
    let count = max(classes, most ?? 0)
    counts = [[Int]](repeating: [Int](repeating: 0, count: count), count: count)
    for (point, number) in points {
      if let number { counts[number][point.reference] += 1 } else { withoutClass += 1 }
    }
    for mask in masks {
      for (row, labels) in mask.sample.counts(clusters: count, classes: count).enumerated() {
        for (column, pixels) in labels.enumerated() { counts[row][column] += pixels }
      }
      withoutClass += mask.sample.unassigned(classes: count).reduce(0, +)
      pixels += mask.sampled.pixels
      adjacent += mask.sampled.adjacent
    }
  }

  /// What a user should know about the sample.
  package var warnings: [String] {
    var warnings: [String] = []
    if withoutClass > 0 {
      warnings.append(
        "\(NumberText.count(withoutClass, "sample point lies", "sample points lie")) where the masks have no class, and "
          + "\(withoutClass == 1 ? "is" : "are") left out")
    }
    if adjacent * 2 > pixels {
      warnings.append(
        "most labelled pixels lie beside each other, and pixels of one patch are no independent sample: the estimates hold "
          + "where the labelled places were chosen at random, and the confidence intervals are too narrow")
    }
    return warnings
  }
}
