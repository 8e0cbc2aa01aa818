import Interchange
import Testing

struct COCORunLengthsTests {
  /// What `pycocotools.mask.encode` writes for each class of the fixture, and of a larger mask.
  @Test func textsAreThoseOfPycocotools() throws {
    #expect(COCORunLengths.text([0, 6]) == "06")
    #expect(COCORunLengths.text([1, 1, 1, 2, 1, 1, 6, 2]) == "11110O51")
    #expect(COCORunLengths.text([1510, 280, 20, 280]).hasPrefix("V_1h8d00"))
  }

  @Test func pixelsAreTakenColumnByColumn() throws {
    let found = try AnnotationFixture().segments().segments
    // Columns of the first class: 1110, 1010, 1110, 0000, 0000.
    #expect(
      COCORunLengths.text(of: found[0], imageWidth: 5, imageHeight: 4)
        == COCORunLengths.text([0, 3, 1, 1, 1, 1, 1, 3, 9]))
    // Of the second: 0001, 0001, 0000, 1100, 1100.
    #expect(
      COCORunLengths.text(of: found[1], imageWidth: 5, imageHeight: 4)
        == COCORunLengths.text([3, 1, 3, 1, 4, 2, 2, 2, 2]))
  }
}
