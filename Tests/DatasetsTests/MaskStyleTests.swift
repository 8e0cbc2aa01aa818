import Basics
import Datasets
import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct MaskStyleTests {
  private static let style = MaskStyle([
    .init(value: 0, name: "water & \"ice\", <old>", colour: Palette.Colour(hex: 0x0000FF)),
    .init(value: 7, name: "Wald\nund Gräser", colour: Palette.Colour(hex: 0x0A0B0C)),
  ])

  @Test func clustersAreNumberedInThePalettesColours() {
    let style = MaskStyle(MaskEncoding(clusters: 2))
    #expect(style.entries.map(\.name) == ["cluster 0", "cluster 1"])
    #expect(
      style.csv == "value,name,colour,red,green,blue\n0,cluster 0,#e69f00,230,159,0\n1,cluster 1,#56b4e9,86,180,233\n")
    #expect(MaskStyle(MaskEncoding(clusters: 256)).entries.last?.value == 255)
  }

  @Test func theTableQuotesWhatWouldBreakIt() {
    #expect(
      Self.style.csv
        == "value,name,colour,red,green,blue\n0,\"water & \"\"ice\"\", <old>\",#0000ff,0,0,255\n"
        + "7,\"Wald\nund Gräser\",#0a0b0c,10,11,12\n")
  }

  @Test func theTableIsReadAgain() throws {
    #expect(try MaskStyle(csv: Self.style.csv, path: "t") == Self.style)
    #expect(try MaskStyle(csv: Self.style.csv.replacing("\n", with: "\r\n"), path: "t")?.entries.last?.value == 7)
    #expect(try MaskStyle(csv: String(Self.style.csv.dropLast()), path: "t") == Self.style)
    #expect(try MaskStyle(csv: "value,name\n0,water\n", path: "t") == nil)
    #expect(try MaskStyle(csv: "", path: "t") == nil)
    let accents = MaskStyle([.init(value: 1, name: "\u{301}a,\u{301}b\r\nc\"\u{301}", colour: Palette.Colour(hex: 1))])
    #expect(try MaskStyle(csv: accents.csv, path: "t") == accents)
    for line in ["300,water,#0000ff,0,0,255", "0,water,blue,0,0,255", "0,water", "0,\"water,#0000ff,0,0,255"] {
      #expect(throws: EvaluationError.notMaskStyle(path: "t", reason: "entry 2 has no value, name and colours")) {
        try MaskStyle(csv: Self.style.csv.split(separator: "\n")[0] + "\n0,a,#000000,0,0,0\n\(line)\n", path: "t")
      }
    }
  }

  @Test func theStyleNamesAndColoursEachValue() throws {
    let parser = XMLReader()
    let entries = try parser.paletteEntries(of: Self.style.qml)
    #expect(entries.map { $0["value"] } == ["0", "7"])
    #expect(entries.map { $0["label"] } == Self.style.entries.map(\.name))
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
