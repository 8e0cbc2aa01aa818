import Basics
import Imaging
import TestSupport
import Testing

@Suite struct AgreementRowsTests {
  @Test func agreementIsRightWrongOrIgnored() throws {
    let folder = try TemporaryFolder()
    try LabelMap(width: 5, height: 1, values: [0, 1, 255, 2, 255]).write(to: folder.file("a.png"), palette: nil)
    try LabelMap(width: 5, height: 1, values: [0, 2, 0, 255, 255]).write(to: folder.file("b.png"), palette: nil)
    try LabelMap(width: 1, height: 4, values: [0, 2, 0, 255]).write(to: folder.file("c.png"), palette: nil)
    func reader(_ name: String) throws -> any RasterSource { try RasterFile.open(folder.file(name), as: .mask) }
    let errors = try AgreementRows(reader("a.png"), reference: reader("b.png"))
    #expect(try errors.readLabels(3)?.values == [0, 1, 1, 2, 2])
    #expect(
      throws: ImageIOError.sizesDiffer(
        path: folder.file("c.png").path, width: 1, height: 4, otherPath: folder.file("a.png").path, otherWidth: 5,
        otherHeight: 1)
    ) { try AgreementRows(reader("a.png"), reference: reader("c.png")) }
  }
}
