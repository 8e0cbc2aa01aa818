import Datasets
import Foundation
import Imaging
import Testing

struct MaskStyleCSVTests {
  private static let style = MaskStyle([
    .init(name: "water & \"ice\", <old>", colours: [Palette.Colour(hex: 0x0000FF)], values: [0]),
    .init(name: "Wald\nund Gräser", colours: [Palette.Colour(hex: 0x0A0B0C)], values: [7]),
  ])

  @Test func theTableQuotesWhatWouldBreakIt() {
    #expect(
      Self.style.csv
        == "value,name,colour,red,green,blue\n0,\"water & \"\"ice\"\", <old>\",#0000ff,0,0,255\n"
        + "7,\"Wald\nund Gräser\",#0a0b0c,10,11,12\n")
  }

  @Test func theTableIsReadAgain() throws {
    #expect(try MaskStyle(csv: Self.style.csv, path: "t") == Self.style)
    #expect(try MaskStyle(csv: Self.style.csv.replacing("\n", with: "\r\n"), path: "t")?.classes.last?.values == [7])
    #expect(try MaskStyle(csv: String(Self.style.csv.dropLast()), path: "t") == Self.style)
    #expect(try MaskStyle(csv: "value,name\n0,water\n", path: "t") == nil)
    #expect(try MaskStyle(csv: "", path: "t") == nil)
    let accents = MaskStyle([
      .init(name: "\u{301}a,\u{301}b\r\nc\"\u{301}", colours: [Palette.Colour(hex: 1)], values: [1])
    ])
    #expect(try MaskStyle(csv: accents.csv, path: "t") == accents)
    for line in ["70000,water,#0000ff,0,0,255", "0,water,blue,0,0,255", "0,water", "0,\"water,#0000ff,0,0,255"] {
      #expect(throws: NamingError.notMaskStyle(path: "t", reason: "entry 2 has no value, name and colours")) {
        try MaskStyle(csv: Self.style.csv.split(separator: "\n")[0] + "\n0,a,#000000,0,0,0\n\(line)\n", path: "t")
      }
    }
  }
}
