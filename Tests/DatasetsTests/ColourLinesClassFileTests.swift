import Datasets
import Testing

struct ColourLinesClassFileTests {
  @Test func camVidWritesColoursBeforeNames() throws {
    #expect(
      try ClassFileTests.lines("64 128 64\tAnimal\n192 0 128\t\tArchway\n0 128 192\tBicyclist\n") == [
        "Animal #408040 [0]", "Archway #c00080 [1]", "Bicyclist #0080c0 [2]",
      ])
  }

  @Test func namesMayComeFirstAndHaveSeveralWords() throws {
    #expect(
      try ClassFileTests.lines("# mine\nbare soil 1 2 3\nroad,4,5,6\ncar: 7, 8, 9\n") == [
        "bare soil #010203 [0]", "road #040506 [1]", "car #070809 [2]",
      ])
  }
}
