import Datasets
import Imaging
import Testing

struct SampleCountsTests {
  @Test func pointsAndLabelMapsAreCountedTogether() {
    var one = AreaCount()
    one.classAtPoint = [
      (PlacedPoint(column: 0, row: 0, reference: 3), 1), (PlacedPoint(column: 1, row: 0, reference: 0), nil),
    ]
    var other = AreaCount()
    other.sample = ConfusionMatrix(masks: [0, 0, 1, 255], classes: [0, 1, 1, 0])
    other.sampled = (pixels: 4, adjacent: 3)
    let counts = SampleCounts([one, other], classes: 2)
    #expect(counts.counts == [[1, 1, 0, 0], [0, 1, 0, 1], [0, 0, 0, 0], [0, 0, 0, 0]])
    #expect(
      counts.warnings.count == 2 && counts.warnings[0].hasPrefix("2 sample points lie where the masks have no class"))
    #expect(counts.warnings[1].contains("no independent sample"))
  }

  @Test func scatteredPixelsAreNoPatches() {
    var count = AreaCount()
    count.sample = ConfusionMatrix(masks: [0, 1], classes: [0, 1])
    count.sampled = (pixels: 2, adjacent: 1)
    #expect(SampleCounts([count], classes: 2).warnings.isEmpty)
    #expect(SampleCounts([AreaCount()], classes: 2).warnings.isEmpty)
  }
}
