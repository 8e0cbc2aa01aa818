import Datasets
import Imaging
import Testing

struct ClassTableTests {
  @Test func eachValueAndColourIsListedOnce() {
    let red = Palette.Colour(hex: 0xFF0000)
    #expect(throws: ClassTableError.ambiguous(path: "classes", what: "value 1")) {
      try ClassTable(classes: [.init(name: "a", values: [1]), .init(name: "b", values: [1])])
    }
    #expect(throws: ClassTableError.ambiguous(path: "t", what: "colour #ff0000")) {
      try ClassTable(classes: [.init(name: "a", colours: [red])], ignoredColours: [red], path: "t")
    }
  }

  @Test func thereAreFrom1To254Classes() throws {
    #expect(try ClassTable(classes: NamedClass.numbered(254), ignoredValues: [255]).classes.count == 254)
    for count in [0, 255] {
      #expect(throws: ClassTableError.classCount(path: "classes", count: count)) {
        try ClassTable(classes: NamedClass.numbered(count))
      }
    }
  }
}
