import Basics
import Datasets
import Imaging
import TestSupport
import Testing

struct BoundaryComparisonTests {
  private static func counts(
    _ mask: [[UInt16]], _ label: [[UInt16]], classes: Int = 2, distance: Double
  ) -> BoundaryCounts {
    var comparison = BoundaryComparison(width: mask[0].count, classes: classes, distance: distance)
    for (mask, label) in zip(mask, label) { comparison.add(mask: mask, label: label) }
    return comparison.finish()
  }

  @Test func aBoundaryThatIsMovedCountsWithinTheToleranceOnly() {
    let label: [[UInt16]] = [[0, 0, 0, 1, 1, 1, 1, 1]]
    let mask: [[UInt16]] = [[0, 0, 0, 0, 0, 1, 1, 1]]
    #expect(Self.counts(mask, label, distance: 1.9).meanF == 0)
    #expect(Self.counts(mask, label, distance: 2).meanF == 1)
  }

  @Test func distancesGoRoundCorners() {
    // One pixel of class 1, moved by three columns and four rows: five pixels away.
    func map(_ x: Int, _ y: Int) -> [[UInt16]] {
      (0..<9).map { row in (0..<9).map { $0 == x && row == y ? 1 : 0 } }
    }
    #expect(Self.counts(map(1, 1), map(4, 5), distance: 4.99).perClass[1].f == 0)
    #expect(Self.counts(map(1, 1), map(4, 5), distance: 5).perClass[1].f == 1)
    #expect(Self.counts(map(4, 5), map(1, 1), distance: 5).perClass[1].f == 1)
  }

  @Test func whatIsIgnoredHasNoBoundary() {
    let none = BoundaryComparison.ignored
    let counts = Self.counts([[0, none, 1]], [[0, none, 1]], distance: 1)
    #expect(counts.meanF == nil)
    #expect(counts.perClass.allSatisfy { $0.predicted == 0 && $0.labelled == 0 })
  }

  @Test func aClusterWithoutAClassBoundsItsNeighbours() {
    let counts = Self.counts([[0, BoundaryComparison.unmatched]], [[0, 0]], distance: 1)
    #expect(counts.perClass[0] == .init(predicted: 1, predictedNear: 0, labelled: 0, labelledNear: 0))
    #expect(counts.perClass[0].f == 0)
  }
}
