import Foundation
import Imaging
import NeuralNet
import Segmentation
import Testing
import TestSupport

struct SegmentCommandTests {
  /// A folder with a model of two steps in `run` and three images.
  static func trained() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for index in 0..<3 {
      try folder.add("images/\(index).png", fixture: "textures/images/texture\(index).png")
    }
    let outcome = try TesseraCommand.run(
      ["train", "images", "--output", "run", "--steps", "2"] + RunCommandTests.quick, in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    return folder
  }

  @Test func writesAMaskForEachImageAndListsWhatItCannotRead() throws {
    let folder = try Self.trained()
    try folder.add("images/sub/cut.png", Data(contentsOf: Fixtures.url("textures/images/texture4.png")).prefix(1500))
    // The first bytes tell what a file is, not its name.
    try folder.add("images/sub/png inside.jpg", fixture: "textures/images/texture5.png")
    let outcome = try TesseraCommand.run("segment", "images", "--model", "run", "--output", "masks", in: folder.url)
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("sub/cut.png") && outcome.messages.contains("1 of 5"))
    #expect(
      folder.files(below: "masks") == ["0.png", "1.png", "2.png", "classes.csv", "classes.qml", "sub/png inside.png"])
  }

  @Test func twoImagesThatWouldWriteOneMaskAreRefusedBeforeAnyWork() throws {
    let folder = try Self.trained()
    try folder.add("images/0.jpg", fixture: "textures/images/texture5.png")
    let outcome = try TesseraCommand.run("segment", "images", "--model", "run", "--output", "masks", in: folder.url)
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("0.jpg") && outcome.messages.contains("0.png"))
    #expect(folder.files(below: "masks").isEmpty)
  }

  @Test func keepsMasksUnlessAskedAndResumesWhatIsMissing() throws {
    let folder = try Self.trained()
    func segment(_ options: String...) throws -> TesseraCommand.Outcome {
      try TesseraCommand.run(
        ["segment", "images", "--model", "run", "--output", "masks"] + options, in: folder.url)
    }
    #expect(try segment().status == 0)
    let mask = try folder.data("masks/1.png")
    #expect(try segment().status == 1)
    try folder.add("masks/0.png", Data("mine".utf8))
    try FileManager.default.removeItem(at: folder.url.appending(path: "masks/1.png"))
    #expect(try segment("--resume").status == 0)
    #expect(try folder.data("masks/0.png") == Data("mine".utf8))
    #expect(try folder.data("masks/1.png") == mask)
    #expect(try segment("--overwrite").status == 0)
    #expect(try folder.data("masks/0.png") != Data("mine".utf8))
  }

  @Test func refusesToPutMasksOverTheirImages() throws {
    let folder = try Self.trained()
    let image = try folder.data("images/0.png")
    let outcome = try TesseraCommand.run(
      "segment", "images", "--model", "run", "--output", "images", "--overwrite", in: folder.url)
    #expect(outcome.status == 1)
    #expect(try folder.data("images/0.png") == image)
  }

  @Test func writesTheFinerMap() throws {
    let folder = try Self.trained()
    let outcome = try TesseraCommand.run(
      "segment", "images/0.png", "--model", "run", "--output", "masks", "--head", "overclustering", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let mask = try LabelReader(contentsOf: folder.url.appending(path: "masks/0.png"))
    #expect(mask.info.palette?.colours.count == NetworkConfiguration().overclusters)
  }

  @Test func aModelCutShortOrOfAnotherNetworkIsRefusedByName() throws {
    let folder = try Self.trained()
    let model = try folder.data("run/model.safetensors")
    let configuration = try folder.data("run/config.yaml")
    try folder.add("cut/config.yaml", configuration)
    try folder.add("cut/model.safetensors", model.prefix(model.count / 2))
    let text = String(decoding: configuration, as: UTF8.self).replacingOccurrences(of: "classes: 3", with: "classes: 5")
    try folder.add("other/config.yaml", Data(text.utf8))
    try folder.add("other/model.safetensors", model)
    try folder.add("bare/model.safetensors", model)
    for (name, word) in [("cut", "cut short"), ("other", "head_B"), ("bare", "config.yaml"), ("absent", "absent")] {
      let outcome = try TesseraCommand.run(
        "segment", "images", "--model", name, "--output", "masks", in: folder.url)
      #expect(outcome.status == 1)
      #expect(outcome.messages.contains(word) && outcome.messages.contains(name), "\(outcome.messages)")
    }
    #expect(folder.files(below: "masks").isEmpty)
  }

  @Test func anOutputThatCannotBeWrittenFailsAndLeavesNothing() throws {
    let folder = try Self.trained()
    try folder.add("masks", Data("a file where the folder should be".utf8))
    let outcome = try TesseraCommand.run("segment", "images", "--model", "run", "--output", "masks", in: folder.url)
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("masks") && outcome.messages.contains("cannot be created"))
    #expect(try folder.data("masks") == Data("a file where the folder should be".utf8))
  }
}
