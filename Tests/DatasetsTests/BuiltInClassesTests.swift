import Datasets
import Imaging
import Testing

struct BuiltInClassesTests {
  @Test func potsdamHasItsSixColours() throws {
    let table = try ClassTable.named("potsdam")
    #expect(
      table.classes.flatMap { $0.colours.map(\.hexString) } == [
        "#ffffff", "#0000ff", "#00ffff", "#00ff00", "#ffff00", "#ff0000",
      ])
    #expect(throws: UnknownDataset(name: "x", known: ClassTable.builtInNames)) { try ClassTable.named("x") }
  }

  @Test func potsdamInThreeClassesMergesTheSix() throws {
    let (six, three) = (try ClassTable.named("potsdam"), try ClassTable.named("potsdam-3"))
    #expect(Set(three.classes.flatMap(\.colours)) == Set(six.classes.flatMap(\.colours)))
    #expect(three.classes.map(\.values) == [[0, 4], [1, 5], [2, 3]])
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

  @Test func vaihingenHasTheClassesOfPotsdam() throws {
    #expect(try ClassTable.named("vaihingen").classes == ClassTable.named("potsdam").classes)
  }

  @Test(arguments: [
    ("deepglobe", ["#00ffff", "#ffff00", "#ff00ff", "#00ff00", "#0000ff", "#ffffff"], Array(0...5), [6, 255]),
    ("landcover-ai", [], Array(0...4), [255]),
    (
      "floodnet",
      ["#ff0000", "#b47878", "#a09614", "#8c8c8c", "#3de6fa", "#0052ff", "#ff00f5", "#ffeb00", "#04fa07"],
      Array(1...9), [0, 255]
    ),
  ])
  func coloursAndValuesAreThePublishedOnes(
    _ name: String, _ colours: [String], _ values: [UInt16], _ ignored: [UInt16]
  ) throws {
    let table = try ClassTable.named(name)
    #expect(table.classes.flatMap { $0.colours.map(\.hexString) } == colours)
    #expect(table.classes.flatMap(\.values) == values && table.ignoredValues == ignored)
    #expect(table.ignoredColours.map(\.hexString) == (colours.isEmpty ? [] : ["#000000"]))
  }

  /// The colours of the original labels (`_L.png`) by their published names, and the class that each belongs to.
  @Test func allColoursOfCamVidHaveAClass() throws {
    let grouped: [(String, [(UInt8, UInt8, UInt8)])] = [
      ("sky", [(128, 128, 128)]),
      ("building", [(128, 0, 0), (192, 0, 128), (0, 128, 64), (64, 192, 0), (64, 0, 64)]),
      ("pole", [(192, 192, 128), (0, 0, 64)]), ("road", [(128, 64, 128), (128, 0, 192), (192, 0, 64)]),
      ("pavement", [(0, 0, 192), (64, 192, 128), (128, 128, 192)]), ("tree", [(128, 128, 0), (192, 192, 0)]),
      ("sign", [(192, 128, 128), (128, 128, 64), (0, 64, 64)]), ("fence", [(64, 64, 128)]),
      ("car", [(64, 0, 128), (64, 128, 192), (192, 128, 192), (192, 64, 128), (128, 64, 64)]),
      ("pedestrian", [(64, 64, 0), (192, 128, 64), (64, 0, 192), (64, 128, 64)]),
      ("bicyclist", [(0, 128, 192), (192, 0, 192)]),
    ]
    let table = try ClassTable.named("camvid")
    #expect(grouped.flatMap(\.1).count == 31 && table.ignoredColours.map(\.hexString) == ["#000000"])
    #expect(table.classes.map(\.name) == grouped.map(\.0))
    for (one, (_, colours)) in zip(table.classes, grouped) {
      #expect(Set(one.colours) == Set(colours.map { Palette.Colour(red: $0.0, green: $0.1, blue: $0.2) }))
    }
  }

  @Test(arguments: ClassTable.builtInNames)
  func whatIsPrintedIsReadAsTheSameTable(_ name: String) throws {
    let yaml = try BuiltInClasses.named(name).yaml()
    #expect(try ClassTable(yaml: yaml, path: name) == ClassTable.named(name))
  }
}
