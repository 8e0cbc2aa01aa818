import Basics
import Datasets
import Foundation
import Imaging
import Testing

struct MaskReadingTests {
  private static let table = """
    value,name,colour,red,green,blue
    5,wood,#e69f00,230,159,0
    2,"sea, deep",#56b4e9,86,180,233

    """

  private static func values(_ reading: MaskReading, _ item: ImageFolder.Item) throws -> [UInt16]? {
    try reading.open(item.url).readLabels(100)?.values
  }

  @Test func namesAndValuesAreThoseBesideTheMasks() throws {
    let fixture = try AreaFixture()
    let mask = try fixture.add("masks/a.png", [[5, 2, 255, 5]])
    try fixture.write(Self.table, to: "masks/classes.csv")
    let reading = try fixture.reading([mask])
    #expect(reading.classes?.map(\.name) == ["wood", "sea, deep"])
    #expect(try Self.values(reading, mask) == [0, 1, Label.none, 0])
    let colours = fixture.folder.file("masks/b.png")
    try Raster(width: 2, height: 1, bands: 3, values: [86, 180, 233, 0, 0, 0]).write(to: colours)
    #expect(try Self.values(reading, .init(url: colours, relativePath: "b.png")) == [1, Label.none])
  }

  @Test func aValueWithoutANameIsRefused() throws {
    let fixture = try AreaFixture()
    let mask = try fixture.add("masks/a.png", [[5, 5], [2, 7]])
    try fixture.write(Self.table, to: "masks/classes.csv")
    let reading = try fixture.reading([mask])
    #expect(throws: ClassTableError.unknownValue(path: mask.url.path, value: 7, x: 1, y: 1)) {
      try Self.values(reading, mask)
    }
  }

  @Test func foldersOfOtherNamesAreRefused() throws {
    let fixture = try AreaFixture()
    let masks = [try fixture.add("one/a.png", [[2]]), try fixture.add("two/a.png", [[2]])]
    try fixture.write(Self.table, to: "one/classes.csv")
    #expect(throws: AreasError.self) { try fixture.reading(masks) }
    try fixture.write(Self.table.replacing("wood", with: "heath"), to: "two/classes.csv")
    #expect(throws: AreasError.self) { try fixture.reading(masks) }
    try fixture.write(Self.table, to: "two/classes.csv")
    #expect(try fixture.reading(masks).classes?.count == 2)
  }

  @Test func givenNamesShowClustersAsClasses() throws {
    let fixture = try AreaFixture()
    let mask = try fixture.add("a.png", [[0, 1, 2, 255]])
    let naming = Naming(NamedClass.named("wood", "sea"), classOfCluster: [1, nil, 0])
    func reading() throws -> MaskReading {
      try MaskReading.of(
        [mask], in: fixture.folder.url, meaning: LabelMeaning(), names: (naming, "names.json"),
        parallel: Parallel(threads: 1)
      ).reading
    }
    #expect(try Self.values(reading(), mask) == [1, Label.none, 0, Label.none])
    // Masks of classes have no clusters to name.
    try fixture.write(Self.table, to: "classes.csv")
    #expect(throws: AreasError.masksOfClasses(path: fixture.folder.file("classes.csv").path)) { try reading() }
  }

  @Test func theClassesOfADataSetAreThoseOfTheMasks() throws {
    let fixture = try AreaFixture()
    let mask = try fixture.add("a.png", [[4, 3, 255]])
    let classes = try ClassTable(classes: [
      NamedClass(name: "sea", values: [3]), NamedClass(name: "wood", values: [4]), NamedClass(name: "ice", values: [9]),
    ])
    let reading = try fixture.reading([mask], meaning: LabelMeaning(classes: classes))
    #expect(reading.classes?.map(\.name) == ["sea", "wood", "ice"])
    #expect(try Self.values(reading, mask) == [1, 0, Label.none])
    try fixture.write(try Naming(clusters: 5).json(), to: "names.json")
    #expect(throws: AreasError.masksOfClusters(path: fixture.folder.file("names.json").path)) {
      try fixture.reading([mask], meaning: LabelMeaning(classes: classes))
    }
  }

  @Test func labelMapsOfNamedMasksHaveTheirClasses() throws {
    let fixture = try AreaFixture()
    let mask = try fixture.add("masks/a.png", [[5, 2]])
    try fixture.write(Self.table, to: "masks/classes.csv")
    let meaning = try fixture.reading([mask]).labelMeaning()
    #expect(meaning.classes?.classes.map(\.values) == [[5], [2]])
    try FileManager.default.removeItem(at: fixture.folder.file("masks/classes.csv"))
    #expect(try fixture.reading([mask]).labelMeaning().classes == nil)
  }
}
