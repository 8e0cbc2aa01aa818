import Foundation
import TesseraKit
import TestSupport
import Testing

struct InspectCommandTests {
  private static func inspect(_ arguments: String..., in folder: TemporaryFolder) throws -> FolderInspection {
    let outcome = try TesseraCommand.run(["inspect"] + arguments + ["--json", "-"], in: folder.url)
    return try JSONDecoder().decode(FolderInspection.self, from: Data(outcome.output.utf8))
  }

  @Test func knowsPotsdamByItsFolders() throws {
    let folder = try TemporaryFolder()
    let found = try Self.inspect(Fixtures.url("datasets/potsdam").path, in: folder)
    #expect(found.groups.map(\.areLabels) == [false, false, false, true, true])
    #expect(found.groups[2].kinds == ["RGB and alpha, 8 bits, PNG": 3] && found.groups[2].sizes == ["64 x 64": 3])
    #expect(found.groups[3].fits.first?.dataset == "potsdam" && found.groups[3].fits.first?.met == 6)
    #expect(found.groups[4].colours?["#000000"] != nil && found.groups[3].colours?["#000000"] == nil)
    #expect(found.groups[4].colours?.values.reduce(0, +) == 2 * 64 * 64)
    #expect(found.pairings.count == 6)
    #expect(found.pairings.allSatisfy { $0.pairs == 2 && $0.imagesAlone.count == 1 && $0.sizesDiffer.isEmpty })
  }

  @Test func knowsCOCOStuffByItsValues() throws {
    let folder = try TemporaryFolder()
    let root = Fixtures.url("datasets/coco-stuff").path
    let found = try Self.inspect("\(root)/images", "\(root)/annotations", in: folder)
    #expect(found.groups.map(\.files) == [4, 2, 4, 2])
    let train = try #require(found.groups.first { $0.folder == "\(root)/annotations/train2017" })
    // By their values they could be no other data set's; the path says that they are COCO's.
    #expect(train.fits.map(\.dataset) == ["coco-stuff-3", "coco-stuff-15", "coco-stuff-182", "coco-stuff-27"])
    #expect(train.values.map { Set($0.keys) } == [0, 95, 105, 123, 148, 168, 255])
    #expect(
      found.pairings.contains {
        $0.images.hasSuffix("images/val2017") && $0.labels.hasSuffix("val2017") && $0.pairs == 2
      })
    let text = try TesseraCommand.run("inspect", root, in: folder.url)
    #expect(text.status == 0 && text.output.contains("images and annotations: 6 pairs"), "\(text.output)")
    #expect(text.output.contains("value 105"))
  }

  @Test func aFewSmallNumbersAreNoReasonToNameADataSet() throws {
    let folder = try TemporaryFolder()
    let found = try Self.inspect(Fixtures.url("textures/labels").path, in: folder)
    #expect(found.groups.map(\.folder) == ["."] && found.groups[0].areLabels)
    #expect(!found.groups[0].fits.isEmpty && !found.groups[0].fits.contains(where: \.isLikely))
    let text = try TesseraCommand.run("inspect", Fixtures.url("textures").path, in: folder.url)
    #expect(text.output.contains("few numbers do not tell") && !text.output.contains("looks like"))
  }

  @Test func listsWhatIsWrong() throws {
    let folder = try TemporaryFolder()
    try folder.add("images/a.png", fixture: "textures/images/texture0.png")
    try folder.add("images/b.png", Data(contentsOf: Fixtures.url("textures/images/texture1.png")).prefix(1500))
    try folder.add("images/c.png", fixture: "textures/images/texture2.png")
    try folder.add("images/d.psd", Data("8BPS".utf8))
    try folder.add("labels/a.png", fixture: "textures/labels/texture0.png")
    try folder.addLabels("labels/c.png", LabelMap(width: 2, height: 1, values: [0, 3]))
    let outcome = try TesseraCommand.run("inspect", ".", in: folder.url)
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("b.png") && outcome.messages.contains("1 of 5 files could not be read"))
    #expect(outcome.output.contains("2 pairs") && outcome.output.contains("1 labels of another size"))
    #expect(outcome.output.contains("1 .psd"))
    let found = try Self.inspect(".", in: folder)
    #expect(found.failures.count == 1 && found.pairings.first?.sizesDiffer.count == 1)
    #expect(try TesseraCommand.run("inspect", "absent", in: folder.url).status == 1)
    try FileManager.default.createDirectory(at: folder.url.appending(path: "empty"), withIntermediateDirectories: true)
    let empty = try TesseraCommand.run("inspect", "empty", in: folder.url)
    #expect(empty.status == 1 && empty.messages.contains("no PNG or JPEG"))
  }

  /// A label of stripes in these colours.
  private static func addColours(_ colours: [(UInt8, UInt8, UInt8)], to path: String, in folder: TemporaryFolder) throws
  {
    let row = colours.flatMap { [$0.0, $0.1, $0.2] }
    try folder.addImage(path, Raster(width: colours.count, height: 1, bands: 3, samples: .uint8(row)))
  }

  @Test func coloursThatDataSetsShareAreToldApartByNames() throws {
    let folder = try TemporaryFolder()
    let shared: [(UInt8, UInt8, UInt8)] = [(0, 0, 255), (0, 255, 255), (0, 255, 0), (255, 255, 0), (255, 255, 255)]
    for name in ["top_mosaic_09cm_area1.png", "deepglobe/1_mask.png", "plain/1.png"] {
      try Self.addColours(shared, to: "\(name.hasPrefix("top") ? "isprs/" : "")\(name)", in: folder)
    }
    let found = try Self.inspect(".", in: folder)
    let likely = Dictionary(
      uniqueKeysWithValues: found.groups.map { ($0.folder, $0.fits.filter(\.isLikely).map(\.dataset)) })
    #expect(likely["isprs"] == ["vaihingen"] && likely["deepglobe"] == ["deepglobe"])
    #expect(likely["plain"]?.contains("potsdam") == true && likely["plain"]?.contains("deepglobe") == true)
  }

  @Test func blackAndWhiteAreNoReasonToNameADataSet() throws {
    let folder = try TemporaryFolder()
    try Self.addColours([(0, 0, 0), (255, 255, 255)], to: "two/1.png", in: folder)
    try Self.addColours([(0, 0, 0), (255, 0, 0)], to: "red/1.png", in: folder)
    for group in try Self.inspect(".", in: folder).groups {
      let likely = group.fits.filter(\.isLikely)
      #expect(likely.isEmpty)
    }
  }

  @Test func foldersThatDoNotPairAreTold() throws {
    let folder = try TemporaryFolder()
    try folder.add("A/one.jpg", fixture: "images/ycbcr-444.jpg")
    try folder.addLabels("B/two.png", LabelMap(width: 2, height: 1, values: [0, 1]))
    let outcome = try TesseraCommand.run("inspect", "A", "B", in: folder.url)
    #expect(outcome.status == 0 && outcome.output.contains("A and B: 0 pairs"), "\(outcome.output)")
    #expect(outcome.output.contains("one.jpg") && outcome.output.contains("two.png"))
  }
}
