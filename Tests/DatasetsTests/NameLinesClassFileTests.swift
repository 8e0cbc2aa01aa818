import Datasets
import Testing

struct NameLinesClassFileTests {
  @Test func labelmeIgnores255AndNumbersTheOthersFrom0() throws {
    let table = try ClassFile.table("__ignore__\n_background_\naeroplane\nbicycle\n", path: "labels.txt")
    #expect(table.classes.map(\.name) == ["_background_", "aeroplane", "bicycle"])
    #expect(table.classes.map(\.values) == [[0], [1], [2]] && table.ignoredValues == [255])
  }

  @Test func aPlainListIsNumberedInItsOrder() throws {
    #expect(
      try ClassFileTests.lines("# classes\nlow vegetation\n\n  road/track \nperson (sitting)\n") == [
        "low vegetation [0]", "road/track [1]", "person (sitting) [2]",
      ])
  }

  @Test(arguments: [
    "1 road\n7 car\n", "1: road\n7: car\n", "1,road\n7,car\n", "1\troad\n7\tcar\n", "7. car\n1. road\n",
  ])
  func numbersBeforeNamesAreValues(_ text: String) throws {
    #expect(try ClassFileTests.lines(text).sorted() == ["car [7]", "road [1]"])
  }

  @Test func aDigitInANameIsNoValue() throws {
    #expect(try ClassFileTests.lines("3d object\n2-lane road\nroad\n").count == 3)
    #expect(try ClassFileTests.lines("4x4\n2nd floor\n") == ["4x4 [0]", "2nd floor [1]"])
  }
}
