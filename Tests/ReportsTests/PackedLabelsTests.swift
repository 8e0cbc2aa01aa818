import Imaging
import Reports
import Testing

struct PackedLabelsTests {
  private static func packed(_ values: [UInt16]) -> [UInt8] {
    PackedLabels.bytes(of: LabelMap(width: values.count, height: 1, values: values))
  }

  @Test func runsAreALabelAndALength() {
    let values = [UInt16](repeating: 3, count: 300) + [Label.none, Label.none] + [UInt16](repeating: 200, count: 5)
    // 300 is 2 times 128 and 44; 201 is 128 and 73.
    #expect(Self.packed(values) == [2, 4, 44 | 128, 2, 0, 2, 73 | 128, 1, 5])
  }

  @Test func labelsThatChangeAtEachPixelTakeAByteEach() {
    #expect(Self.packed([0, 1, 0, Label.none, 254, 1]) == [0, 0, 1, 0, 255, 254, 1])
  }

  @Test func greaterLabelsTakeTwoBytes() {
    #expect(Self.packed([0, 300, 0, Label.none]) == [1, 0, 0, 44, 1, 0, 0, 255, 255])
    #expect(Self.packed([255, 0, 255, 0]) == [1, 255, 0, 0, 0, 255, 0, 0, 0])
  }
}
