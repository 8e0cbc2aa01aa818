import Datasets
import Foundation
import Imaging
import Testing

struct NamedClassTests {
  @Test func whatIsNotGivenFollowsFromTheNumber() {
    let bare = NamedClass(name: "a")
    #expect(bare.colour(number: 3) == Palette.standard[3] && bare.value(number: 3) == 3)
    let full = NamedClass(name: "a", colours: [.init(hex: 1), .init(hex: 2)], values: [9, 8])
    #expect(full.colour(number: 3) == .init(hex: 1) && full.value(number: 3) == 9)
    #expect(NamedClass.numbered(2).map(\.name) == ["0", "1"] && NamedClass.numbered(2).map(\.values) == [[0], [1]])
  }

  @Test func isReadBack() throws {
    for entry in [NamedClass(name: "a"), NamedClass(name: "ü", colours: [.init(hex: 0x10AB)], values: [65535])] {
      #expect(try JSONDecoder().decode(NamedClass.self, from: JSONEncoder().encode(entry)) == entry)
    }
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(NamedClass.self, from: Data(#"{"name": "a", "colours": ["blue"]}"#.utf8))
    }
  }
}
