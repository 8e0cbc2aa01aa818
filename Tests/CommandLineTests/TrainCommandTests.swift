import Foundation
import TesseraKit
import TestSupport
import Testing

struct TrainCommandTests {
  private static let quick = [
    "--set", "optimization.pairs=2", "--set", "input.cropSize=32", "--set", "loss.radius=2", "--set",
    "optimization.checkpointInterval=1",
  ]

  private static func textures() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for index in 0..<3 {
      try folder.add("images/\(index).png", fixture: "textures/images/texture\(index).png")
    }
    return folder
  }

  private static func train(_ folder: TemporaryFolder, _ arguments: String...) throws -> TesseraCommand.Outcome {
    try TesseraCommand.run(["train", "images"] + quick + arguments, in: folder.url)
  }

  @Test func theThreadsDoNotChangeTheWeights() throws {
    let folder = try Self.textures()
    #expect(try Self.train(folder, "--output", "one", "--steps", "4", "--threads", "1").status == 0)
    #expect(try Self.train(folder, "--output", "two", "--steps", "4", "--threads", "2").status == 0)
    #expect(try Self.train(folder, "--output", "other", "--steps", "4", "--seed", "1").status == 0)
    let one = try folder.data("one/model.safetensors")
    #expect(try folder.data("two/model.safetensors") == one)
    #expect(try folder.data("other/model.safetensors") != one)
  }

  @Test(arguments: ["kmeans", "deepcluster", "teacher-student"])
  func threadsAndBreaksDoNotChangeAnyMethod(_ method: String) throws {
    let folder = try Self.textures()
    let arguments = [
      "train", "images", "--method", method, "--steps", "40", "--set", "optimization.pairs=2", "--set",
      "input.cropSize=32", "--set", "optimization.checkpointInterval=1", "--set",
      "method.\(method).clustering.samples=3000",
    ]
    let whole = try TesseraCommand.run(arguments + ["--output", "whole", "--threads", "1"], in: folder.url)
    #expect(whole.status == 0, "\(whole.messages)")
    let (process, _, _) = try TesseraCommand.start(arguments + ["--output", "killed"], in: folder.url)
    let checkpoint = folder.url.appending(path: "killed/checkpoint.safetensors").path
    while process.isRunning && !FileManager.default.fileExists(atPath: checkpoint) { usleep(10_000) }
    usleep(200_000)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let resumed = try TesseraCommand.run(
      ["train", "images", "--output", "killed", "--resume", "--threads", "2"], in: folder.url)
    #expect(resumed.status == 0, "\(resumed.messages)")
    #expect(try folder.data("killed/model.safetensors") == folder.data("whole/model.safetensors"))
  }

  @Test func trainingBeginsWithTheWeightsOfAnotherModel() throws {
    let folder = try Self.textures()
    #expect(try Self.train(folder, "--output", "first", "--steps", "3", "--preset", "aerial").status == 0)
    let clusters = try TesseraCommand.run(
      ["train", "images", "--output", "clusters", "--method", "kmeans", "--weights", "first"]
        + ["--set", "method.kmeans.features=trunk", "--set", "method.kmeans.clustering.samples=3000"], in: folder.url)
    #expect(clusters.status == 0, "\(clusters.messages)")
    let masks = try TesseraCommand.run(
      "segment", "images", "--model", "clusters", "--output", "masks", in: folder.url)
    #expect(masks.status == 0, "\(masks.messages)")
    let none = try TesseraCommand.run(
      ["train", "images", "--output", "none", "--method", "kmeans", "--set", "method.kmeans.features=trunk"],
      in: folder.url)
    #expect(none.status != 0 && none.messages.contains("--weights"))
    let pixels = try TesseraCommand.run(
      ["train", "images", "--output", "pixels", "--method", "kmeans"], in: folder.url)
    #expect(pixels.status == 0, "\(pixels.messages)")
    let wrong = try TesseraCommand.run(
      ["train", "images", "--output", "none", "--weights", "pixels"], in: folder.url)
    #expect(wrong.status != 0 && wrong.messages.contains("pixels: has no network"))
  }

  @Test func theSavedConfigurationRepeatsTheRun() throws {
    let folder = try Self.textures()
    #expect(try Self.train(folder, "--output", "one", "--steps", "3", "--seed", "7", "--classes", "3").status == 0)
    let again = try TesseraCommand.run(
      "train", "images", "--output", "two", "--config", "one/config.yaml", in: folder.url)
    #expect(again.status == 0, "\(again.messages)")
    #expect(try folder.data("two/model.safetensors") == folder.data("one/model.safetensors"))
    #expect(try folder.data("two/config.yaml") == folder.data("one/config.yaml"))
  }

  @Test func aRunKilledAtAnyMomentResumesToTheSameWeights() throws {
    let folder = try Self.textures()
    #expect(try Self.train(folder, "--output", "whole", "--steps", "60").status == 0)
    for milliseconds in [300, 500, 800] {
      let output = "killed\(milliseconds)"
      let (process, _, _) = try TesseraCommand.start(
        ["train", "images", "--output", output, "--steps", "60"] + Self.quick, in: folder.url)
      // Long enough for a checkpoint, short enough that the run is rarely done; either way the end must be the same.
      let checkpoint = folder.url.appending(path: "\(output)/checkpoint.safetensors").path
      while process.isRunning && !FileManager.default.fileExists(atPath: checkpoint) { usleep(10_000) }
      usleep(UInt32(1000 * milliseconds))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let resumed = try Self.train(folder, "--output", output, "--resume", "--steps", "60")
      #expect(resumed.status == 0, "\(resumed.messages)")
      #expect(try folder.data("\(output)/model.safetensors") == folder.data("whole/model.safetensors"))
    }
  }

  @Test(arguments: [("train", "out"), ("run", "out/model")])
  func anInterruptedTrainingLeavesACheckpointAndSaysSo(_ command: String, _ run: String) throws {
    let folder = try Self.textures()
    let (process, _, messages) = try TesseraCommand.start(
      [command, "images", "--output", "out", "--steps", "100000"] + Self.quick, in: folder.url)
    let checkpoint = folder.url.appending(path: "\(run)/checkpoint.safetensors").path
    while process.isRunning && !FileManager.default.fileExists(atPath: checkpoint) { usleep(10_000) }
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(try String(contentsOf: messages, encoding: .utf8).contains("--resume"))
    #expect(!folder.files(below: "out").contains { $0.hasSuffix(".partial") })
  }

  @Test func oneUnreadableImageAmongGoodOnesIsListedAndTheRestIsUsed() throws {
    let folder = try Self.textures()
    let whole = try Data(contentsOf: Fixtures.url("textures/images/texture4.png"))
    try folder.add("images/cut.png", whole.prefix(2000))
    try folder.add("images/empty.png", Data())
    try folder.add("images/text.png", Data("not an image".utf8))
    let outcome = try Self.train(folder, "--output", "run", "--steps", "2")
    #expect(outcome.status == 1)
    for name in ["cut.png", "empty.png", "text.png"] { #expect(outcome.messages.contains(name), "\(name)") }
    #expect(outcome.messages.contains("3 of 6"))
    #expect(folder.files(below: "run").contains("model.safetensors"))
  }

  @Test(arguments: [
    (["--classes", "1"], "from 2 to 65534"), (["--steps", "0"], "optimization.steps"),
    (["--preset", "nowhere"], "photo"), (["--set", "loss.radus=3"], "radius"),
    (["--set", "method.iic.radus=3"], "radius"), (["--set", "loss"], "key=value"),
    (["--config", "absent.yaml"], "absent.yaml"), (["--resume"], "no checkpoint"), (["--threads", "0"], "--threads"),
  ])
  func wrongOptionsAreToldWithTheirRemedy(_ arguments: [String], _ remedy: String) throws {
    let folder = try Self.textures()
    let outcome = try TesseraCommand.run(["train", "images", "--output", "run"] + arguments, in: folder.url)
    #expect(outcome.status != 0)
    #expect(outcome.messages.contains(remedy), "\(outcome.messages)")
    #expect(folder.files(below: "run").isEmpty)
  }

  @Test func foldersWithoutImagesAndPathsThatAreNotThereAreRefused() throws {
    let folder = try Self.textures()
    try folder.add("scans/one.tif", Data("II*\0".utf8))
    for (path, word) in [("scans", ".tif"), ("absent", "absent"), ("images/0.png/x", "images/0.png/x")] {
      let outcome = try TesseraCommand.run("train", path, "--output", "run", in: folder.url)
      #expect(outcome.status == 1)
      #expect(outcome.messages.contains(word), "\(outcome.messages)")
    }
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "empty"), withIntermediateDirectories: true)
    #expect(try TesseraCommand.run("train", "empty", "--output", "run", in: folder.url).messages.contains("no PNG"))
  }
}
