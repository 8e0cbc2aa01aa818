import Basics
import Datasets
import Foundation
import Imaging
import TestSupport
import Testing

struct ClassTableTests {
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

  @Test func potsdamHasItsSixColours() throws {
    let table = try ClassTable.named("potsdam")
    #expect(
      table.classes.flatMap { $0.colours.map(\.hexString) } == [
        "#ffffff", "#0000ff", "#00ffff", "#00ff00", "#ffff00", "#ff0000",
      ])
    #expect(throws: UnknownDataset(name: "x", known: ClassTable.builtInNames)) { try ClassTable.named("x") }
  }

  @Test(arguments: ClassTable.builtInNames)
  func whatIsPrintedIsReadAsTheSameTable(_ name: String) throws {
    let yaml = try BuiltInClasses.named(name).yaml()
    #expect(try ClassTable(yaml: yaml, path: name) == ClassTable.named(name))
  }

  @Test func oddNamesSurviveYAML() throws {
    let names = ["no", "5", "a: b", "# x", "say \"x\" \\", "two\nlines", "\u{1}", " space ", "école", "日本", "", "-"]
    let table = try ClassTable(
      classes: names.enumerated().map { NamedClass(name: $1, values: [UInt16($0)]) }, ignoredValues: [])
    #expect(try ClassTable(yaml: table.yaml(), path: "t") == table)
  }

  @Test func cocoStuffIsGroupedAsPublished() throws {
    let fine = try ClassTable.named("coco-stuff-182").classes
    #expect(fine.count == 182 && fine[0].name == "person" && fine[91].name == "banner" && fine[181].name == "wood")
    let coarse = try ClassTable.named("coco-stuff-27")
    #expect(coarse.classes.count == 27 && coarse.ignoredValues == [255])
    #expect(Set(coarse.classes.flatMap(\.values)) == Set(0...181))
    let stuff = try ClassTable.named("coco-stuff-15")
    #expect(stuff.classes == Array(coarse.classes.dropFirst(12)))
    #expect(Set(stuff.classes.flatMap(\.values)) == Set(91...181))
    let few = try ClassTable.named("coco-stuff-3")
    #expect(few.classes.map(\.name) == ["sky", "plants", "ground"])
    #expect(few.classes[0].values.map { fine[Int($0)].name } == ["clouds", "sky-other"])
    #expect(
      few.classes[2].values.contains(154 - 1) && few.ignoredValues.contains(0) && !few.ignoredValues.contains(168))
  }

  @Test func potsdamInThreeClassesMergesTheSix() throws {
    let (six, three) = (try ClassTable.named("potsdam"), try ClassTable.named("potsdam-3"))
    #expect(Set(three.classes.flatMap(\.colours)) == Set(six.classes.flatMap(\.colours)))
    #expect(three.classes.map(\.values) == [[0, 4], [1, 5], [2, 3]])
  }

  @Test func aColourIsTakenForTheNearestOnlyOnRequest() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tessera-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "a.png")
    try Raster(width: 3, height: 1, bands: 3, values: [250, 3, 2, 8, 255, 9, 20, 20, 9]).write(to: file)
    var table = try ClassTable.named("potsdam")
    #expect(throws: ClassTableError.self) { try ClassReader(contentsOf: file, classes: table).readRows(1) }
    table.takesNearestColour = true
    #expect(try ClassReader(contentsOf: file, classes: table).readLabels(1)?.values == [5, 3, Label.none])
  }

  @Test func labelsAreReadByColourOrByValue() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tessera-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let table = try ClassTable(yaml: Self.yaml, path: "t.yaml")
    func classes(_ name: String, bands: Int = 9) throws -> [UInt16] {
      let reader = try ClassReader(contentsOf: folder.appending(path: name), classes: table)
      var values: [UInt16] = []
      while let band = try reader.readLabels(bands) { values += band.values }
      return values
    }
    // Two by two pixels: water, land, ignored, water.
    let colours: [UInt8] = [0, 0, 255, 0, 255, 0, 0, 0, 0, 0, 0, 128]
    try Raster(width: 2, height: 2, bands: 3, values: colours).write(to: folder.appending(path: "rgb.png"))
    let values = LabelMap(width: 2, height: 2, values: [4, 1, 0, 3])
    try values.write(to: folder.appending(path: "grey.png"), palette: nil)
    // A palette whose colours are all in the table is read by them, one of other colours by its indices.
    let palette = Palette([0x0000FF, 0x00FF00, 0x000000, 0x000080].map { Palette.Colour(hex: $0) })
    try LabelMap(width: 2, height: 2, values: [0, 1, 2, 3])
      .write(to: folder.appending(path: "palette.png"), palette: palette)
    try values.write(to: folder.appending(path: "indices.png"))
    for name in ["rgb.png", "grey.png", "palette.png", "indices.png"] {
      #expect(try classes(name) == [0, 1, Label.none, 0], "\(name)")
      #expect(try classes(name, bands: 1) == [0, 1, Label.none, 0], "\(name)")
    }
    try LabelMap(width: 1, height: 3, values: [1, 1, 2]).write(to: folder.appending(path: "odd.png"), palette: nil)
    let error = try #require(throws: ClassTableError.self) { try classes("odd.png", bands: 2) }
    #expect(
      error == .unknownValue(path: folder.appending(path: "odd.png").path(percentEncoded: false), value: 2, x: 0, y: 2))
  }
}
