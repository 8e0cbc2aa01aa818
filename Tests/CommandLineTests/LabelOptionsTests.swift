import Foundation
import TesseraKit
import TestSupport
import Testing

/// Labels as tools write them, from files to scores.
struct LabelOptionsTests {
  private let root = Fixtures.url("labels").path

  private func evaluate(_ arguments: String...) throws -> (scores: [String: Any], messages: String) {
    let folder = try TemporaryFolder()
    let outcome = try TesseraCommand.run(["evaluate"] + arguments + ["--json", "-"], in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let scores = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    return (try #require(scores), outcome.messages)
  }

  private func expectScores(_ scores: [String: Any], accuracy: Double, meanIoU: Double) {
    expectClose(scores["pixelAccuracy"] as? Double ?? -1, accuracy, absolute: 5e-5)
    expectClose(scores["meanIoU"] as? Double ?? -1, meanIoU, absolute: 5e-5)
  }

  @Test(arguments: ["clean", "one-unused-entry", "many-unused-entries"])
  func palettesAreReadByTheColoursThatPixelsHave(_ labels: String) throws {
    let (scores, messages) = try evaluate(
      "\(root)/palette/masks", "\(root)/palette/\(labels)", "--dataset", "potsdam", "--match", "identity")
    expectScores(scores, accuracy: 0.8651, meanIoU: 0.7687)
    #expect(!messages.contains("warning"))
    #expect(messages.contains("read by their colours") == (labels != "many-unused-entries"))
  }

  @Test func greyWithAlphaIsReadAsGrey() throws {
    let folder = try TemporaryFolder()
    let names = ["0", "1", "2", "3"]
    for name in names {
      let alpha = try Raster(contentsOf: URL(filePath: "\(root)/grey-alpha/\(name).png"))
      guard case .uint8(let samples) = alpha.samples else { return }
      let values = stride(from: 0, to: samples.count, by: 2).map { UInt16(samples[$0]) }
      try folder.addLabels("grey/\(name).png", LabelMap(width: alpha.width, height: alpha.height, values: values))
    }
    let grey = try evaluate("\(root)/binary/masks", folder.url.appending(path: "grey").path).scores
    let alpha = try evaluate("\(root)/binary/masks", "\(root)/grey-alpha")
    #expect(NSDictionary(dictionary: grey) == NSDictionary(dictionary: alpha.scores) && alpha.messages.isEmpty)
  }

  @Test func of0And255TheLatterIsCountedOnRequest() throws {
    let (masks, labels) = ("\(root)/binary/masks", "\(root)/binary/labels")
    let ignored = try evaluate(masks, labels)
    expectScores(ignored.scores, accuracy: 0.5023, meanIoU: 0.5023)
    #expect(ignored.messages.contains("255 is the only value") && ignored.messages.contains("--ignore none"))
    let counted = try evaluate(masks, labels, "--ignore", "none")
    expectScores(counted.scores, accuracy: 0.5, meanIoU: 0.3265)
    #expect(counted.messages.isEmpty)
    #expect((counted.scores["perClass"] as? [[String: Any]])?.map { $0["name"] as? String } == ["0", "255"])
    let listed = try evaluate(masks, labels, "--classes-file", "\(root)/binary/classes.yaml")
    expectScores(listed.scores, accuracy: 0.5, meanIoU: 0.3265)
    let other = try evaluate(masks, labels, "--ignore", "0")
    #expect((other.scores["perClass"] as? [[String: Any]])?.map { $0["name"] as? String } == ["255"])
  }

  @Test func shiftedValuesAreToldAndCountedOnRequest() throws {
    let arguments = ["\(root)/shifted/masks", "\(root)/shifted/labels", "--dataset", "potsdam", "--match", "identity"]
    let plain = try evaluate(arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5])
    #expect(plain.messages.contains("shifted by one") && plain.messages.contains("--label-offset 1"))
    let counted = try evaluate(
      arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5], "--label-offset", "1")
    expectScores(counted.scores, accuracy: 1, meanIoU: 1)
    #expect(counted.scores["ignored"] as? Int == 1152 && counted.messages.isEmpty)
  }

  @Test func wrongValuesAreRefusedBeforeAnyWork() throws {
    let folder = try TemporaryFolder()
    for (arguments, word) in [
      (["--ignore", "1,x"], "--ignore"), (["--ignore", "256"], "--ignore"),
      (["--label-offset", "300"], "--label-offset"),
      (["--ignore", "none", "--ignore", "3"], "leave out"),
    ] {
      let outcome = try TesseraCommand.run(["evaluate", "masks", "labels"] + arguments, in: folder.url)
      #expect(outcome.status == 64 && outcome.messages.contains(word), "\(outcome.messages)")
    }
    try folder.addLabels("masks/a.png", LabelMap(width: 2, height: 1, values: [0, 5]))
    try folder.addLabels("labels/a.png", LabelMap(width: 2, height: 1, values: [1, 6]))
    let shifted = try TesseraCommand.run("evaluate", "masks", "labels", "--dataset", "potsdam", in: folder.url)
    #expect(shifted.status == 1)
    #expect(shifted.messages.contains("counted from 1") && shifted.messages.contains("--label-offset 1"))
  }

  @Test func aLabelIsNotScoredAgainstItself() throws {
    let folder = try TemporaryFolder()
    try folder.addLabels("labels/a.png", LabelMap(width: 2, height: 1, values: [0, 1]))
    try FileManager.default.createSymbolicLink(
      at: folder.url.appending(path: "linked"), withDestinationURL: folder.url.appending(path: "labels"))
    for masks in ["labels", "linked"] {
      let outcome = try TesseraCommand.run("evaluate", masks, "labels", in: folder.url)
      #expect(outcome.status == 1 && outcome.messages.contains("labels/a.png: is both mask and label"))
    }
  }

  @Test func picturesReadLabelsAsTheirFolderIs() throws {
    let folder = try TemporaryFolder()
    for name in ["0", "1", "2", "3"] {
      try folder.add("images/\(name).png", fixture: "textures/images/texture\(name).png")
    }
    func overlay(_ labels: String) throws -> Data {
      let outcome = try TesseraCommand.run(
        "overlay", "images", "\(root)/palette/\(labels)", "--dataset", "potsdam", "--output", labels, in: folder.url)
      #expect(outcome.status == 0, "\(outcome.messages)")
      return try folder.data("\(labels)/0.png")
    }
    let clean = try overlay("clean")
    #expect(try overlay("one-unused-entry") == clean && overlay("many-unused-entries") == clean)
  }
}
