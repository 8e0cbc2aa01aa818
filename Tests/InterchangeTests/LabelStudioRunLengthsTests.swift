import Interchange
import Testing

struct LabelStudioRunLengthsTests {
  /// What `encode_rle` of label_studio_converter writes for rows 01100, 11001, 00001.
  @Test func bytesAreThoseOfItsOwnConverter() {
    #expect(
      LabelStudioRunLengths.bytes(of: [1..<3, 5..<7, 9..<10, 14..<15], count: 15)
        == [0, 0, 0, 60, 57, 27, 252, 96, 19, 255, 206, 1, 63, 252, 224, 17, 255, 223, 0, 143, 252])
  }

  @Test func longRunsAreCut() {
    // 400 000 samples are six runs of 65 536 and one of 6784.
    let bytes = LabelStudioRunLengths.bytes(of: [0..<100_000], count: 100_000)
    #expect(bytes.count == (53 + 7 * 27 + 7) / 8)
    #expect(Array(bytes.prefix(4)) == [0, 6, 26, 128])
  }
}
