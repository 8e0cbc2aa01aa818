import Basics
import Imaging
import TestSupport
import Testing

@Suite struct LabelRowsTests {
  @Test(arguments: [(1, 1), (3, 9), (7, 5), (20, 31), (64, 2)], [1, 4, 100])
  func resizedRowsAreThoseOfTheWholeMap(_ size: (width: Int, height: Int), rows: Int) throws {
    let map = LabelMap.noise(width: 7, height: 150, count: 5)
    let whole = Resampling.resize(map, width: size.width, height: size.height)
    let folder = try TemporaryFolder()
    try map.write(to: folder.file("a.png"))
    let resized = ResizedLabels(
      try LabelReader(contentsOf: folder.file("a.png")), width: size.width, height: size.height)
    var values: [UInt8] = []
    while let band = try resized.readRows(rows) { values += band.values }
    #expect(values == whole.values)
  }

  @Test func mappedLabelsAreLookedUpAndNoted() throws {
    let folder = try TemporaryFolder()
    try LabelMap(width: 2, height: 2, values: [3, 0, 255, 3]).write(to: folder.file("a.png"), palette: nil)
    var table: [UInt8] = (0...255).map { $0 }
    table[3] = 9
    let mapped = MappedLabels(try LabelReader(contentsOf: folder.file("a.png")), table: table)
    #expect(try mapped.readRows(1)?.values == [9, 0])
    #expect(mapped.metLabels == [0, 9])
    #expect(try mapped.readRows(5)?.values == [255, 9])
    #expect(try mapped.readRows(1) == nil)
    #expect(mapped.metLabels == [0, 9, 255])
  }

  @Test func agreementIsRightWrongOrIgnored() throws {
    let folder = try TemporaryFolder()
    try LabelMap(width: 5, height: 1, values: [0, 1, 255, 2, 255]).write(to: folder.file("a.png"), palette: nil)
    try LabelMap(width: 5, height: 1, values: [0, 2, 0, 255, 255]).write(to: folder.file("b.png"), palette: nil)
    try LabelMap(width: 1, height: 5, values: [0, 2, 0, 255, 255]).write(to: folder.file("c.png"), palette: nil)
    func reader(_ name: String) throws -> LabelReader { try LabelReader(contentsOf: folder.file(name)) }
    let errors = try AgreementRows(reader("a.png"), reference: reader("b.png"))
    #expect(try errors.readRows(3)?.values == [0, 1, 1, 2, 2])
    #expect(
      throws: ImageIOError.sizesDiffer(
        path: folder.file("c.png").path, width: 1, height: 5, otherPath: folder.file("a.png").path, otherWidth: 5,
        otherHeight: 1)
    ) { try AgreementRows(reader("a.png"), reference: reader("c.png")) }
  }
}
