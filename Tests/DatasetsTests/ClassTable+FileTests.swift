import Datasets
import Imaging
import Testing

struct ClassTableFileTests {
  private static let yaml = """
    classes:
      - name: water
        colours: ["#0000ff", "#000080"]
        values: [3, 4]
      - name: land
        colours: ["#00ff00"]
    ignore:
      colours: ["#000000"]
      values: [0]
    """

  @Test func readsNamesColoursAndValues() throws {
    let table = try ClassTable(yaml: Self.yaml, path: "t.yaml")
    #expect(table.classes.map(\.name) == ["water", "land"])
    #expect(table.classes.map(\.values) == [[3, 4], [1]])
    #expect(table.classes[0].colours == [Palette.Colour(hex: 0x0000FF), Palette.Colour(hex: 0x000080)])
    #expect(table.ignoredValues == [0])
    #expect(try ClassTable(yaml: "classes: [{name: a}]", path: "t").ignoredValues == [255])
  }

  @Test(arguments: [
    "colours: [\"#0000ff\"]", "colors: [\"#0000ff\"]", "color: \"#0000ff\"", "colour: [\"#0000ff\"]",
    "color: [0, 0, 255]", "colours: [[0, 0, 255]]",
  ])
  func coloursAreReadInEitherSpelling(_ colours: String) throws {
    let table = try ClassTable(yaml: "{classes: [{name: a, \(colours)}], ignore: {color: \"#000000\"}}", path: "t")
    #expect(table.classes[0].colours == [Palette.Colour(hex: 0x0000FF)])
    #expect(table.ignoredColours == [Palette.Colour(hex: 0)])
  }

  @Test func twoSpellingsAtOnceAreRefused() throws {
    let yaml = "classes: [{name: a, colours: [\"#000001\"], color: \"#000002\"}]"
    let error = try #require(throws: (any Error).self) { try ClassTable(yaml: yaml, path: "t") }
    #expect("\(error)".contains("a.colours") && "\(error)".contains("color says the same"))
  }

  @Test(arguments: [
    ("classes: []", "has 0 classes"), ("classes: 3", "classes"), ("clases: []", "clases"), ("- a", "whole file"),
    ("classes: [{colours: []}]", "name"), ("classes: [{name: a, values: [256]}]", "0 to 255"),
    ("classes: [{name: a, colours: [\"#12345\"]}]", "#rrggbb"),
    ("classes: [{name: a, colours: [\"+12345f\"]}]", "#rrggbb"),
    ("classes: [{name: a}, {name: b, values: [0]}]", "value 0"),
    ("classes: [{name: a, values: [255]}]", "value 255"),
    ("classes: [{name: a, colours: [\"#ff0000\"]}, {name: b, colours: [\"#FF0000\"]}]", "#ff0000"),
    ("classes: [{name: a}", "YAML"),
  ])
  func whatIsWrongIsToldWithTheFile(_ yaml: String, _ word: String) throws {
    let error = try #require(throws: (any Error).self) { try ClassTable(yaml: yaml, path: "mine.yaml") }
    #expect("\(error)".contains("mine.yaml") && "\(error)".contains(word), "\(error)")
  }
}
