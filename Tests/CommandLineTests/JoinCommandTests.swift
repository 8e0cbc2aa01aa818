import Foundation
import TesseraKit
import TestSupport
import Testing

struct JoinCommandTests {
  private static func mask(_ values: [UInt8]) -> Raster { Raster(width: 4, height: 1, bands: 1, values: values) }

  private static func values(_ folder: TemporaryFolder, _ path: String) throws -> [UInt16] {
    try LabelMap(contentsOf: folder.url.appending(path: path)).values
  }

  @Test func foldersOfClassesBecomeLabelsThatCanBeScored() throws {
    let folder = try TemporaryFolder()
    try folder.addImage("masks/road/sub/a.png", Self.mask([255, 255, 0, 0]))
    try folder.addImage("masks/car/sub/a.png", Self.mask([0, 1, 1, 0]))
    try folder.addImage("masks/road/b.png", Self.mask([0, 0, 0, 255]))
    let outcome = try TesseraCommand.run("join", "masks", "--output", "labels", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.output.hasSuffix("labels: 2 labels of 3 classes: background, car, road\n"))
    #expect(outcome.messages.contains("1 of 2 labels has pixels that masks of several classes show"))
    #expect(folder.files(below: "labels") == ["b.png", "classes.yaml", "sub/a.png"])
    #expect(try Self.values(folder, "labels/sub/a.png") == [2, 2, 1, 0])
    #expect(try Self.values(folder, "labels/b.png") == [0, 0, 0, 2])
    let again = try TesseraCommand.run("join", "masks", "--output", "labels", in: folder.url)
    #expect(again.status == 1 && again.messages.contains("--overwrite"))
    try folder.copy("labels", to: "equal")
    let scored = try TesseraCommand.run(
      "evaluate", "equal", "labels", "--classes-file", "labels/classes.yaml", "--match", "identity", in: folder.url)
    #expect(scored.status == 0 && scored.output.contains("road"), "\(scored.messages)")
  }

  @Test func masksOfLabelStudioAreNamedByItsTasks() throws {
    let folder = try TemporaryFolder()
    try folder.addImage("export/task-3-annotation-7-by-a@b.c-tag-low plants-0.png", Self.mask([255, 0, 0, 0]))
    try folder.addImage("export/task-3-annotation-7-by-a@b.c-tag-low plants-1.png", Self.mask([0, 0, 0, 255]))
    try folder.addImage("export/task-3-annotation-7-by-a@b.c-tag-road-0.png", Self.mask([0, 255, 0, 0]))
    try folder.addImage("export/task-12-annotation-9-by-1-brush-road-0.png", Self.mask([0, 0, 0, 0]))
    try folder.add(
      "export.json",
      Data(
        """
        [{"id": 3, "data": {"image": "/data/upload/1/61148fa2-street%201.jpg"}, "annotations": []},
         {"id": 12, "data": {"picture": "s3://bucket/deep/field.png"}, "annotations": []}]
        """.utf8))
    let outcome = try TesseraCommand.run(
      "join", "export", "--tasks", "export.json", "--output", "labels", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(folder.files(below: "labels") == ["classes.yaml", "field.png", "street 1.png"])
    #expect(try Self.values(folder, "labels/street 1.png") == [1, 2, 0, 1])
    let unnamed = try TesseraCommand.run("join", "export", "--output", "numbered", in: folder.url)
    #expect(unnamed.status == 0 && folder.files(below: "numbered") == ["classes.yaml", "task-12.png", "task-3.png"])
    try folder.addImage("images/street 1.png", Self.mask([1, 2, 3, 4]))
    let unpaired = try TesseraCommand.run("evaluate", "images", "export", in: folder.url)
    #expect(unpaired.status == 1 && unpaired.messages.contains("tessera join"), "\(unpaired.messages)")
  }

  @Test func whatCannotBeJoinedIsTold() throws {
    let folder = try TemporaryFolder()
    for task in [3, 9] {
      try folder.addImage("export/task-\(task)-annotation-1-by-1-tag-road-0.png", Self.mask([0, 0, 0, 255]))
    }
    let images = #"[{"id": 3, "data": {"image": "a/1.jpg"}}, {"id": 9, "data": {"image": "b/1.jpg"}}]"#
    try folder.add("export.json", Data(images.utf8))
    let alike = try TesseraCommand.run(
      "join", "export", "--tasks", "export.json", "--output", "labels", in: folder.url)
    #expect(alike.status == 1 && alike.messages.contains("tasks 3 and 9"), "\(alike.messages)")
    try folder.addImage("flat/a.png", Self.mask([0, 0, 0, 255]))
    let flat = try TesseraCommand.run("join", "flat", "--output", "labels", in: folder.url)
    #expect(flat.status == 1 && flat.messages.contains("a.png does not say which class"))
    try folder.addImage("twice/task-1-annotation-1-by-1-tag-road-0.png", Self.mask([0, 0, 0, 255]))
    try folder.addImage("twice/task-1-annotation-2-by-2-tag-road-0.png", Self.mask([0, 0, 0, 255]))
    let twice = try TesseraCommand.run("join", "twice", "--output", "labels", in: folder.url)
    #expect(twice.status == 1 && twice.messages.contains("task 1 has 2 annotations (1, 2)"))
    try folder.addImage("sizes/road/a.png", Self.mask([0, 0, 0, 255]))
    try folder.addImage("sizes/car/a.png", Raster(width: 3, height: 1, bands: 1, values: [0, 0, 9]))
    let sizes = try TesseraCommand.run("join", "sizes", "--output", "labels", in: folder.url)
    #expect(sizes.status == 1 && sizes.messages.contains("4 x 1") && sizes.messages.contains("1 of 1 image could"))
    try folder.add("no.json", Data("{}".utf8))
    let tasks = try TesseraCommand.run("join", "twice", "--tasks", "no.json", "--output", "x", in: folder.url)
    #expect(tasks.status == 1 && tasks.messages.contains("no list of tasks"))
    #expect(folder.files(below: "labels") == ["classes.yaml"])
  }
}
