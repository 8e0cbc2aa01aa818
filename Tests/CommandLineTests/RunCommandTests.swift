import Foundation
import TesseraKit
import TestSupport
import Testing

struct RunCommandTests {
  static let quick = [
    "--classes", "3", "--set", "optimization.pairs=2", "--set", "input.cropSize=32", "--set", "loss.radius=2",
  ]

  @Test func goesFromImagesAndLabelsToMasksOverlaysAndScores() throws {
    let folder = try TemporaryFolder()
    for index in 0..<2 {
      try folder.add("images/part \(index)/gräser.png", fixture: "textures/images/texture\(index).png")
      try folder.add("labels/part \(index)/gräser.png", fixture: "textures/labels/texture\(index).png")
    }
    let outcome = try TesseraCommand.run(
      "run", "images", "--output", "out", "--labels", "labels", "--steps", "4", "--classes", "3", "--set",
      "optimization.pairs=2", "--set", "input.cropSize=32", "--set", "loss.radius=2", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.messages.isEmpty)
    #expect(
      folder.files(below: "out") == [
        "masks/classes.csv", "masks/classes.qml", "masks/names.json", "masks/part 0/gräser.png",
        "masks/part 1/gräser.png",
        "model/best.safetensors", "model/checkpoint.safetensors",
        "model/config.yaml", "model/metrics.csv", "model/model.safetensors", "model/training.svg",
        "overlays/legend.svg",
        "overlays/part 0/gräser.png", "overlays/part 1/gräser.png", "scores.json",
      ])

    let mask = try RasterFile.open(folder.url.appending(path: "out/masks/part 1/gräser.png"), as: .mask)
    #expect(mask.info.width == 96 && mask.info.height == 96)
    #expect(mask.info.palette?.colours.count == 3)
    let values = try #require(try mask.readLabels(96)).values
    #expect(values.allSatisfy { $0 < 3 })

    let scores = try #require(
      try JSONSerialization.jsonObject(with: folder.data("out/scores.json")) as? [String: Any])
    for key in ["pixelAccuracy", "meanIoU", "perClass", "matching", "confusion", "pixels", "ignored"] {
      #expect(scores[key] != nil, "\(key)")
    }
    #expect(scores["pixels"] as? Int == 2 * 96 * 96)
    #expect(outcome.output.contains("mean IoU"))
  }

  @Test func filesOfTheFolderAreNotReplacedUnlessAsked() throws {
    let folder = try TemporaryFolder()
    try folder.add("images/a.png", fixture: "textures/images/texture0.png")
    try folder.add("data/masks/a.png", fixture: "textures/labels/texture0.png")
    let label = try folder.data("data/masks/a.png")
    let arguments = ["run", "images", "--output", "data", "--steps", "1"] + Self.quick
    let refused = try TesseraCommand.run(arguments, in: folder.url)
    #expect(refused.status == 1 && refused.messages.contains("--overwrite"), "\(refused.messages)")
    // What is read is never replaced.
    let read = try TesseraCommand.run(arguments + ["--labels", "data/masks", "--overwrite"], in: folder.url)
    #expect(read.status == 1 && read.messages.contains("data/masks/a.png"), "\(read.messages)")
    #expect(try folder.data("data/masks/a.png") == label)
    #expect(folder.files(below: "data") == ["masks/a.png"])
    let replaced = try TesseraCommand.run(arguments + ["--overwrite"], in: folder.url)
    #expect(try replaced.status == 0 && folder.data("data/masks/a.png") != label, "\(replaced.messages)")
  }

  @Test func refusesToReplaceAnEarlierRunUnlessAsked() throws {
    let folder = try TemporaryFolder()
    try folder.add("images/a.png", fixture: "textures/images/texture0.png")
    let arguments = ["run", "images", "--output", "out", "--steps", "1"] + Self.quick
    #expect(try run(arguments, folder).status == 0)
    let model = try folder.data("out/model/model.safetensors")
    let refused = try run(arguments + ["--seed", "5"], folder)
    #expect(refused.status == 1)
    #expect(refused.messages.contains("--overwrite"))
    #expect(try folder.data("out/model/model.safetensors") == model)
    #expect(try run(arguments + ["--seed", "5", "--overwrite"], folder).status == 0)
    #expect(try folder.data("out/model/model.safetensors") != model)
  }

  @Test func wrongLabelsAreToldBeforeTheTraining() throws {
    let folder = try TemporaryFolder()
    try folder.add("images/a.png", fixture: "textures/images/texture0.png")
    try folder.add("labels/b.png", fixture: "textures/labels/texture0.png")
    let unpaired = try TesseraCommand.run(
      "run", "images", "--output", "out", "--labels", "labels", in: folder.url)
    #expect(unpaired.status == 1)
    #expect(unpaired.messages.contains("a.png") && unpaired.messages.contains("b.png"))
    let unknown = try TesseraCommand.run(
      "run", "images", "--output", "out", "--labels", "labels", "--dataset", "nowhere", in: folder.url)
    #expect(unknown.status == 1)
    #expect(unknown.messages.contains("potsdam"))
    #expect(folder.files(below: "out").isEmpty)
  }

  @Test func labelsAreOpenedBeforeTheTraining() throws {
    let folder = try TemporaryFolder()
    for name in ["a", "b"] {
      try folder.add("images/\(name).png", fixture: "textures/images/texture0.png")
      try folder.addLabels("small/\(name).png", LabelMap(width: 2, height: 2, values: [0, 1, 1, 0]))
      let noise = (0..<96 * 96).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) }
      try folder.addImage("photos/\(name).png", Raster(width: 96, height: 96, bands: 1, values: noise))
      try folder.add("labels/\(name).png", fixture: "textures/labels/texture0.png")
    }
    try folder.add("part/a.png", fixture: "textures/labels/texture0.png")
    try folder.addLabels("part/b.png", LabelMap(width: 2, height: 2, values: [0, 1, 1, 0]))
    for (labels, word) in [("small", "2 x 2"), ("photos", "looks like a photograph")] {
      let outcome = try run(
        ["run", "images", "--output", "out", "--steps", "1", "--labels", labels] + Self.quick, folder)
      #expect(outcome.status == 1 && outcome.messages.contains(word), "\(outcome.messages)")
    }
    // Values 1 and 2 have no class.
    try folder.add("one.yaml", Data("classes: [{name: a, values: [0]}]".utf8))
    for option in ["--labels", "--mask-by"] {
      let outcome = try run(
        ["run", "images", "--output", "out", "--steps", "1", option, "labels", "--classes-file", "one.yaml"]
          + Self.quick, folder)
      #expect(outcome.status == 1 && outcome.messages.contains("belongs to no class"), "\(outcome.messages)")
    }
    #expect(folder.files(below: "out").isEmpty)
    // What is wrong with some labels is told, and the others are scored.
    let partly = try run(["run", "images", "--output", "out", "--steps", "1", "--labels", "part"] + Self.quick, folder)
    #expect(partly.status == 1 && partly.messages.contains("warning: 1 of 2 labels cannot be scored"))
    #expect(partly.output.contains("mean IoU"))
  }

  @Test func imagesSmallerThanTheCropAreTrainedOnAndSegmented() throws {
    let folder = try TemporaryFolder()
    try folder.addImage("images/one.png", Raster(width: 1, height: 1, bands: 3, values: [9, 80, 200]))
    try folder.addImage(
      "images/thin.png", Raster(width: 1, height: 41, bands: 1, values: (0..<41).map { UInt8($0 * 6) }))
    try folder.addImage(
      "images/odd.png", Raster(width: 7, height: 3, bands: 3, values: (0..<63).map { UInt8($0 * 4) }))
    let outcome = try run(["run", "images", "--output", "out", "--steps", "2"] + Self.quick, folder)
    #expect(outcome.status == 0, "\(outcome.messages)")
    for (name, size) in ["one": (1, 1), "thin": (1, 41), "odd": (7, 3)] {
      let mask = try LabelMap(contentsOf: folder.url.appending(path: "out/masks/\(name).png"))
      #expect(mask.width == size.0 && mask.height == size.1, "\(name)")
    }
  }

  private func run(_ arguments: [String], _ folder: TemporaryFolder) throws -> TesseraCommand.Outcome {
    try TesseraCommand.run(arguments, in: folder.url)
  }
}
