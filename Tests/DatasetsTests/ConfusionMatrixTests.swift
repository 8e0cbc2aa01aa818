import Basics
import Datasets
import Imaging
import TestSupport
import Testing

struct ConfusionMatrixTests {
  private static func matrix(_ masks: [UInt16], _ classes: [UInt16]) -> ConfusionMatrix {
    var matrix = ConfusionMatrix()
    matrix.add(
      masks: LabelMap(width: masks.count, height: 1, values: masks),
      classes: LabelMap(width: classes.count, height: 1, values: classes))
    return matrix
  }

  @Test func itGrowsWithTheClustersMet() {
    var matrix = Self.matrix([1, 300, 300, 255], [0, 2, 2, 1])
    #expect(matrix.clusterCount == 301 && matrix.classCount == 3 && matrix.pixels == 4)
    matrix.add(Self.matrix([65534, Label.none], [4, 0]))
    #expect(matrix.clusterCount == 65535 && matrix.classCount == 5 && matrix.pixels == 6)
    let none = Label.none
    #expect(
      matrix.cells.map { [$0.cluster, $0.label, UInt16($0.pixels)] }
        == [[1, 0, 1], [255, 1, 1], [300, 2, 2], [65534, 4, 1], [none, 0, 1]])
    let counts = matrix.counts(clusters: 65535, classes: 6)
    #expect(counts.count == 65535 && counts[300] == [0, 0, 2, 0, 0, 0] && counts[0] == [0, 0, 0, 0, 0, 0])
    #expect(matrix.unassigned(classes: 2) == [1, 0])
  }

  @Test func roomThatIsNotNeededMakesNoDifference() {
    var wide = Self.matrix([900, 0], [Label.none, 1])
    let narrow = Self.matrix([3, 0], [Label.none, 1])
    #expect(wide == narrow && wide.hashValue == narrow.hashValue)
    wide.add(Self.matrix([1], [1]))
    #expect(wide != narrow)
    #expect(ConfusionMatrix().clusterCount == 0 && ConfusionMatrix().cells.isEmpty)
  }
}
