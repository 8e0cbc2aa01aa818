import Foundation
import TesseraKit
import TestSupport
import Testing

struct ConvertCommandTests {
  private static let mask = LabelMap(width: 4, height: 3, values: [0, 0, 1, 1, 0, 2, 1, 1, 0, 0, 0, 255])

  private static let classes = """
    value,name,colour,red,green,blue
    0,wood,#00ff00,0,255,0
    1,weg,#ff0000,255,0,0
    2,see,#0000ff,0,0,255

    """

  private static func masks() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try mask.write(to: try folder.add("masks/ü/a b.png", Data()), palette: .standard)
    try folder.add("masks/classes.csv", Data(classes.utf8))
    try folder.addImage(
      "images/ü/a b.png", Raster(width: 4, height: 3, bands: 3, values: .init(repeating: 90, count: 36)))
    return folder
  }

  private static func run(_ folder: TemporaryFolder, _ arguments: String...) throws -> TesseraCommand.Outcome {
    try TesseraCommand.run(["convert", "masks"] + arguments, in: folder.url)
  }

  @Test(arguments: [
    ("coco-panoptic", ["panoptic.json", "panoptic/ü/a b.png"]), ("coco", ["annotations.json"]),
    (
      "cvat",
      [
        "ImageSets/Segmentation/default.txt", "SegmentationClass/ü/a b.png", "SegmentationObject/ü/a b.png",
        "labelmap.txt",
      ]
    ), ("label-studio", ["labels.xml", "tasks.json"]), ("labelme", ["ü/a b.json"]),
  ])
  func eachFormatHasItsFiles(_ format: String, _ files: [String]) throws {
    let folder = try Self.masks()
    let done = try Self.run(folder, "--to", format, "--images", "images", "--output", "out")
    #expect(done.status == 0, "\(done.messages)")
    #expect(done.output.hasSuffix("out: 3 segments of 1 mask\n"))
    #expect(folder.files(below: "out") == files)
    let again = try Self.run(folder, "--to", format, "--output", "out")
    #expect(again.status != 0)
    #expect(again.messages.contains("add --overwrite"))
    #expect(try Self.run(folder, "--to", format, "--output", "out", "--overwrite").status == 0)
  }

  @Test(arguments: [("cvat", "SegmentationClass"), ("coco-panoptic", "panoptic")])
  func masksAreNotReplacedByWhatIsMadeOfThem(_ format: String, _ name: String) throws {
    let folder = try Self.masks()
    try folder.add("data/notes.txt", Data())
    try folder.copy("masks", to: "data/\(name)")
    let mask = try folder.data("data/\(name)/ü/a b.png")
    let outcome = try TesseraCommand.run(
      "convert", "data/\(name)", "--to", format, "--output", "data", "--overwrite", in: folder.url)
    #expect(outcome.status == 1 && outcome.messages.contains("a b.png"), "\(outcome.messages)")
    #expect(try folder.data("data/\(name)/ü/a b.png") == mask)
  }

  @Test(arguments: [
    ("cvat", "SegmentationClass/ü/a b.png"), ("coco-panoptic", "panoptic/ü/a b.png"), ("labelme", "ü/a b.json"),
  ])
  func filesAreNamedByTheImages(_ format: String, _ file: String) throws {
    let folder = try Self.masks()
    try Self.mask.write(to: try folder.add("gt/ü/a b_gt.png", Data()), palette: .standard)
    // The folder of the images gets the files.
    let outcome = try TesseraCommand.run(
      "convert", "gt", "--to", format, "--images", "images", "--output", "images", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(folder.files(below: "images").contains(file), "\(folder.files(below: "images"))")
  }

  @Test func masksOfAnotherSizeThanTheirImageAreRefused() throws {
    let folder = try Self.masks()
    try folder.addImage(
      "images/ü/a b.png", Raster(width: 5, height: 3, bands: 1, values: .init(repeating: 0, count: 15)))
    let done = try Self.run(folder, "--to", "coco", "--images", "images", "--output", "out")
    #expect(done.status == 1)
    #expect(done.messages.contains("4 x 3") && done.messages.contains("5 x 3"))
    #expect(folder.files(below: "out").isEmpty)
  }

  @Test func aValueWithoutAClassIsNamedWithItsMask() throws {
    let folder = try Self.masks()
    try folder.addLabels("masks/other.png", LabelMap(width: 2, height: 1, values: [0, 9]))
    let done = try Self.run(folder, "--to", "coco", "--output", "out")
    #expect(done.status == 1)
    #expect(done.messages.contains("other.png: holds the value 9"))
    #expect(done.output.hasSuffix("out: 3 segments of 1 mask\n"))
  }

  @Test func classesWithoutNamesAreNamedByTheirValues() throws {
    let folder = try Self.masks()
    try FileManager.default.removeItem(at: folder.url.appending(path: "masks/classes.csv"))
    #expect(try Self.run(folder, "--to", "cvat", "--output", "out").status == 0)
    let text = String(decoding: try folder.data("out/labelmap.txt"), as: UTF8.self)
    #expect(text.split(separator: "\n").dropFirst(2).map { $0.prefix(2) } == ["0:", "1:", "2:"])
  }

  @Test func anUnknownThingIsRefused() throws {
    let folder = try Self.masks()
    let thing = try Self.run(folder, "--to", "coco", "--output", "out", "--things", "car")
    #expect(thing.status != 0)
    #expect(thing.messages.contains("the masks have no class car; their classes are wood, weg, see"))
  }
}
