import Basics
import Imaging
import TestSupport
import Testing

@Suite struct MappedLabelsTests {
  @Test func mappedLabelsAreLookedUpAndNoted() throws {
    let folder = try TemporaryFolder()
    try LabelMap(width: 2, height: 2, values: [3, 0, 255, 3]).write(to: folder.file("a.png"), palette: nil)
    let table = LabelTable([0, 7, 7, 9], other: 7)
    let mapped = MappedLabels(try RasterFile.open(folder.file("a.png"), as: .mask), table: table)
    #expect(try mapped.readLabels(1)?.values == [9, 0])
    #expect(mapped.metLabels == [0, 9])
    #expect(try mapped.readLabels(5)?.values == [Label.none, 9])
    #expect(try mapped.readRows(1) == nil)
    #expect(mapped.metLabels == [0, 9, Label.none])
  }
}
