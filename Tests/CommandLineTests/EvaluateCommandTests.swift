import Foundation
import TesseraKit
import TestSupport
import Testing

struct EvaluateCommandTests {
  /// A mask of clusters 1, 0, 0 and a label of classes 0, 1, ignored.
  private static func small() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.addLabels("masks/a.png", LabelMap(width: 3, height: 1, values: [1, 0, 0]))
    try folder.addLabels("labels/a.png", LabelMap(width: 3, height: 1, values: [0, 1, 255]))
    return folder
  }

  @Test func writesTheKeysOfTheContract() throws {
    let folder = try Self.small()
    let outcome = try TesseraCommand.run("evaluate", "masks", "labels", "--json", "scores.json", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let scores = try #require(try JSONSerialization.jsonObject(with: folder.data("scores.json")) as? [String: Any])
    #expect(scores["pixelAccuracy"] as? Double == 1)
    #expect(scores["meanIoU"] as? Double == 1)
    #expect(scores["matching"] as? [Int] == [1, 0])
    #expect(scores["confusion"] as? [[Int]] == [[0, 1], [1, 0]])
    #expect(scores["pixels"] as? Int == 2)
    #expect(scores["ignored"] as? Int == 1)
    let perClass = try #require(scores["perClass"] as? [[String: Any]])
    #expect(perClass.map { $0["name"] as? String } == ["0", "1"])
    #expect(perClass.map { $0["pixels"] as? Int } == [1, 1])
    #expect(scores["overallAccuracy"] as? Double == 1 && scores["kappa"] as? Double == 1)
    for key in ["usersAccuracy", "producersAccuracy", "precision", "recall", "accuracy"] {
      #expect(perClass.map { $0[key] as? Double } == [1, 1], "\(key)")
    }
    let printed = try TesseraCommand.run("evaluate", "masks", "labels", "--json", "-", in: folder.url)
    #expect(Data(printed.output.utf8) == (try folder.data("scores.json")))
    let classes = try TesseraCommand.run("evaluate", "masks", "labels", "--per-class", "-", in: folder.url)
    #expect(classes.output.hasPrefix("class,value,usersAccuracy,producersAccuracy,iou,"))
    #expect(classes.output.split(separator: "\n").count == 3)
  }

  @Test func readsLabelsInTheColoursOfPotsdam() throws {
    let folder = try Self.small()
    // Building, tree, boundary.
    try folder.addImage(
      "labels/a.png", Raster(width: 3, height: 1, bands: 3, values: [0, 0, 255, 0, 255, 0, 0, 0, 0]))
    let outcome = try TesseraCommand.run(
      "evaluate", "masks", "labels", "--dataset", "potsdam", "--json", "-", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let scores = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(scores["matching"] as? [Int] == [3, 1])
    #expect(scores["ignored"] as? Int == 1)
    #expect((scores["perClass"] as? [[String: Any]])?.count == 6)

    try folder.addImage(
      "labels/a.png", Raster(width: 3, height: 1, bands: 3, values: [0, 0, 255, 1, 2, 3, 0, 0, 0]))
    let unknown = try TesseraCommand.run("evaluate", "masks", "labels", "--dataset", "potsdam", in: folder.url)
    #expect(unknown.status == 1)
    #expect(unknown.messages.contains("a.png") && unknown.messages.contains("#010203"))
    #expect(unknown.messages.contains("column 1, row 0"))
  }

  @Test func labelsThatIgnoreEveryBorderGiveNoBoundaryScore() throws {
    let folder = try TemporaryFolder()
    try folder.addLabels("masks/a.png", LabelMap(width: 4, height: 1, values: [0, 1, 1, 1]))
    try folder.addLabels("labels/a.png", LabelMap(width: 4, height: 1, values: [0, 0, 255, 1]))
    let arguments = ["evaluate", "masks", "labels", "--boundary"]
    let outcome = try TesseraCommand.run(arguments + ["--json", "-"], in: folder.url)
    #expect(outcome.status == 0 && outcome.messages.contains("no boundary to score"), "\(outcome.messages)")
    let scores = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(scores["boundaryF"] is NSNull)
    #expect((scores["perClass"] as? [[String: Any]])?.allSatisfy { $0["boundaryF"] is NSNull } == true)
    // With one border that is scored, the others' masks count again.
    try folder.addLabels("labels/a.png", LabelMap(width: 4, height: 1, values: [0, 1, 255, 1]))
    let scored = try TesseraCommand.run(arguments, in: folder.url)
    #expect(scored.output.contains("boundary F                     1.0000"), "\(scored.output)")
    #expect(!scored.messages.contains("no boundary to score"))
  }

  @Test(arguments: [true, false])
  func masksOfClassesAreScoredAsTheyAre(inColours: Bool) throws {
    let folder = try Self.small()
    // Building, tree, impervious surfaces; the mask calls the second building too, and leaves the third out.
    let (building, tree, impervious): ([UInt8], [UInt8], [UInt8]) = ([0, 0, 255], [0, 255, 0], [255, 255, 255])
    try folder.addImage(
      "labels/a.png", Raster(width: 3, height: 1, bands: 3, values: building + tree + impervious))
    if inColours {
      let ignored: [UInt8] = [0, 0, 0]
      try folder.addImage(
        "masks/a.png", Raster(width: 3, height: 1, bands: 3, values: building + building + ignored))
      let clusters = try TesseraCommand.run("evaluate", "masks", "labels", "--dataset", "potsdam", in: folder.url)
      #expect(clusters.status == 1 && clusters.messages.contains("--match identity"))
    } else {
      try folder.addLabels("masks/a.png", LabelMap(width: 3, height: 1, values: [1, 1, 255]))
    }
    let arguments = ["evaluate", "masks", "labels", "--dataset", "potsdam", "--match", "identity"]
    let outcome = try TesseraCommand.run(arguments + ["--json", "-"], in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let scores = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(scores["match"] as? String == "identity")
    #expect(scores["pixelAccuracy"] as? Double == 1.0 / 3)
    #expect(scores["unassigned"] as? [Int] == [1, 0, 0, 0, 0, 0])
    let table = try TesseraCommand.run(arguments, in: folder.url)
    #expect(table.output.contains("6 classes, as the masks have them"))
    let report = ["report", "masks", "--labels", "labels", "--output", "report.html"] + arguments.dropFirst(3)
    #expect(try TesseraCommand.run(report, in: folder.url).status == 0)
    #expect(try String(decoding: folder.data("report.html"), as: UTF8.self).contains("hold the classes themselves"))
    try folder.addImage("masks/a.png", Raster(width: 3, height: 1, bands: 3, values: tree + tree + [1, 2, 3]))
    let unknown = try TesseraCommand.run(arguments, in: folder.url)
    #expect(unknown.status == 1 && unknown.messages.contains("masks/a.png: the colour #010203 at column 2, row 0"))
    #expect(!unknown.messages.contains("labels/a.png"))
    let both = try TesseraCommand.run(arguments + ["--matching", "scores.json"], in: folder.url)
    #expect(both.status == 64 && both.messages.contains("leave out --matching"))
  }

  @Test func readsAFileOfClasses() throws {
    let folder = try Self.small()
    try folder.add(
      "classes.yaml", Data("classes:\n  - name: wet\n    values: [1]\n  - name: dry\n    values: [0, 7]\n".utf8))
    let outcome = try TesseraCommand.run(
      "evaluate", "masks", "labels", "--classes-file", "classes.yaml", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.output.contains("wet") && outcome.output.contains("dry"))
    try folder.add("classes.yaml", Data("classes:\n  - nome: wet\n".utf8))
    let wrong = try TesseraCommand.run(
      "evaluate", "masks", "labels", "--classes-file", "classes.yaml", in: folder.url)
    #expect(wrong.status == 1)
    #expect(wrong.messages.contains("classes.yaml") && wrong.messages.contains("nome"))
  }

  @Test func oneBadPairIsListedAndTheOthersAreScored() throws {
    let folder = try Self.small()
    try folder.addLabels("masks/wide.png", LabelMap(width: 4, height: 1, values: [0, 0, 0, 0]))
    try folder.addLabels("labels/wide.png", LabelMap(width: 2, height: 2, values: [0, 0, 0, 0]))
    try folder.addLabels("masks/alone.png", LabelMap(width: 1, height: 1, values: [0]))
    let outcome = try TesseraCommand.run("evaluate", "masks", "labels", in: folder.url)
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("2 x 2") && outcome.messages.contains("4 x 1"))
    #expect(outcome.messages.contains("alone.png"))
    #expect(outcome.output.contains("2 pixels scored"))
  }

  @Test func nothingToScoreIsAnError() throws {
    let folder = try Self.small()
    try folder.addLabels("labels/a.png", LabelMap(width: 3, height: 1, values: [255, 255, 255]))
    let outcome = try TesseraCommand.run("evaluate", "masks", "labels", in: folder.url)
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("ignore all of the 3 pixels"))
  }

  @Test func writesTablesAndScoresOfEachImage() throws {
    let folder = try Self.small()
    try folder.addLabels("masks/b, c.png", LabelMap(width: 2, height: 1, values: [1, 1]))
    try folder.addLabels("labels/b, c.png", LabelMap(width: 2, height: 1, values: [0, 1]))
    let outcome = try TesseraCommand.run(
      "evaluate", "masks", "labels", "--per-image", "images.csv", "--markdown", "-", "--boundary", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.output.hasPrefix("| class | IoU |") && outcome.output.contains("| boundary F |"))
    // The match over both images is 1, 0; the second image has one class right, and no boundary in its mask.
    #expect(
      String(decoding: try folder.data("images.csv"), as: UTF8.self) == """
        image,pixelAccuracy,meanIoU,boundaryF,pixels,ignored,overallAccuracy,kappa
        a.png,1.000000,1.000000,1.000000,2,1,1.000000,1.000000
        "b, c.png",0.500000,0.250000,0.000000,2,0,0.500000,0.000000

        """)
    let both = try TesseraCommand.run(
      "evaluate", "masks", "labels", "--json", "-", "--markdown", "-", in: folder.url)
    #expect(both.status == 64 && both.messages.contains("standard output"))
  }

  @Test func aMaskInColoursIsNamedOnce() throws {
    let folder = try Self.small()
    try folder.addImage("masks/c.png", Raster(width: 1, height: 1, bands: 3, values: [1, 2, 3]))
    try folder.addLabels("labels/c.png", LabelMap(width: 1, height: 1, values: [0]))
    let outcome = try TesseraCommand.run("evaluate", "masks", "labels", "--boundary", in: folder.url)
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("masks/c.png: an image of 3 bands"))
    #expect(!outcome.messages.contains("labels/c.png"))
  }
}
