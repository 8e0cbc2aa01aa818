import Basics
import Datasets
import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct MaskStyleTests {
  private static let style = MaskStyle([
    .init(name: "water & \"ice\", <old>", colours: [Palette.Colour(hex: 0x0000FF)], values: [0]),
    .init(name: "Wald\nund Gräser", colours: [Palette.Colour(hex: 0x0A0B0C)], values: [7]),
  ])

  @Test func clustersAreNumberedInThePalettesColours() {
    let style = MaskStyle(Naming(clusters: 2))
    #expect(style.classes.map(\.name) == ["cluster 0", "cluster 1"])
    #expect(
      style.csv == "value,name,colour,red,green,blue\n0,cluster 0,#e69f00,230,159,0\n1,cluster 1,#56b4e9,86,180,233\n")
    #expect(MaskStyle(Naming(clusters: 256)).classes.last?.values == [255])
  }

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

  @Test func theStyleNamesAndColoursEachValue() throws {
    let parser = XMLReader()
    let entries = try parser.paletteEntries(of: Self.style.qml)
    #expect(entries.map { $0["value"] } == ["0", "7"])
    #expect(entries.map { $0["label"] } == Self.style.classes.map(\.name))
    #expect(entries.map { $0["color"] } == ["#0000ff", "#0a0b0c"])
    #expect(Self.style.qml.contains("type=\"paletted\" band=\"1\""))
  }
}

/// Reads the `paletteEntry` elements of a style; enough of XML for what is written here.
private struct XMLReader {
  func paletteEntries(of text: String) throws -> [[String: String]] {
    try text.matches(of: Regex("<paletteEntry ([^>]*)/>")).map { element in
      var attributes: [String: String] = [:]
      let body = element.output[1].substring ?? ""
      for pair in body.matches(of: try Regex("([a-z]+)=\"([^\"]*)\"")) {
        let value = [("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&#10;", "\n"), ("&amp;", "&")]
          .reduce(String(pair.output[2].substring ?? "")) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
        attributes[String(pair.output[1].substring ?? "")] = value
      }
      return attributes
    }
  }
}
