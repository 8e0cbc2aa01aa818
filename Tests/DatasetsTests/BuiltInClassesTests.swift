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

  @Test(arguments: ClassTable.builtInNames)
  func whatIsPrintedIsReadAsTheSameTable(_ name: String) throws {
    let yaml = try BuiltInClasses.named(name).yaml()
    #expect(try ClassTable(yaml: yaml, path: name) == ClassTable.named(name))
  }
}
