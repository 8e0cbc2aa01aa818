import Foundation
import TesseraKit
import TestSupport
import Testing

struct GroupCommandTests {
  private static let quick = [
    "--set", "optimization.pairs=8", "--set", "method.iic.subheads=1", "--set", "optimization.checkpointInterval=1",
    "--set",
    "network.trunk=[{channels: 8}, {pool: 2}, {residual: 8, blocks: 1, stride: 2}, {end: average}]", "--classes", "3",
    "--overclusters", "5",
  ]

  /// Stripes of two directions in sub-folders of these names, 12 of each.
  private static func stripes(_ names: [String] = ["lying", "standing"], side: Int = 20) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (direction, name) in names.enumerated() {
      for index in 0..<12 {
        let values = (0..<side * side).map { place -> UInt8 in
          let along = direction == 0 ? place / side : place % side
          return (along + index) % 6 < 3 ? UInt8(200 + index) : UInt8(20 + 3 * index)
        }
        try folder.addImage("images/\(name)/\(index).png", Raster(width: side, height: side, bands: 1, values: values))
      }
    }
    return folder
  }

  private static func group(_ folder: TemporaryFolder, _ arguments: String...) throws -> TesseraCommand.Outcome {
    try TesseraCommand.run(["group", "images"] + quick + arguments, in: folder.url)
  }

  @Test func onlyTheImagesThatAreAskedForAreGrouped() throws {
    let folder = try Self.stripes()
    let names = ["lying/3.png", "lying/4.png", "lying/11.png", "standing/5.png", "standing/77.png"]
    try folder.add("list.txt", Data(names.joined(separator: "\n").utf8))
    let outcome = try Self.group(
      folder, "--output", "out", "--steps", "1", "--ids", "list.txt", "--exclude", "1?.png")
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.messages.contains("standing/77.png"), "\(outcome.messages)")
    let lines = try String(decoding: folder.data("out/groups.csv"), as: UTF8.self).split(separator: "\n").dropFirst()
    #expect(lines.map { $0.prefix { $0 != "," } } == ["lying/3.png", "lying/4.png", "standing/5.png"])
    let none = try Self.group(folder, "--output", "none", "--steps", "1", "--exclude", "*.png")
    #expect(none.status != 0 && none.messages.contains("*.png"), "\(none.messages)")
  }

  @Test func imagesAreGroupedScoredAndSorted() throws {
    let folder = try Self.stripes()
    let outcome = try Self.group(folder, "--output", "out", "--steps", "3", "--copy")
    #expect(outcome.status == 0, "\(outcome.messages)")
    for words in ["cluster  images", "24 images in 3 clusters", "accuracy ", "2 classes"] {
      #expect(outcome.output.contains(words), "\(outcome.output)")
    }
    let lines = try String(decoding: folder.data("out/groups.csv"), as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 25 && lines[0] == "path,cluster,probability" && lines[1].hasPrefix("lying/0.png,"))
    let files = folder.files(below: "out")
    #expect(files.contains("model.safetensors") && files.contains("metrics.csv"))
    #expect(files.contains { $0.hasPrefix("sheets/cluster-0") })
    #expect(files.count { $0.hasPrefix("clusters/cluster-0") } == 24)

    // The model groups as the training did, with and without a folder.
    let again = try TesseraCommand.run(
      "group", "images", "--model", "out", "--output", "again", "--link", in: folder.url)
    #expect(again.status == 0, "\(again.messages)")
    #expect(try folder.data("again/groups.csv") == folder.data("out/groups.csv"))
    let lines2 = try TesseraCommand.run("group", "images", "--model", "out/model.safetensors", in: folder.url)
    #expect(lines2.output == String(decoding: try folder.data("out/groups.csv"), as: UTF8.self))
    for (arguments, words) in [
      (["--output", "again"], "--overwrite"), (["--output", "again", "--head", "x"], "merged"),
      (["--bands", "1"], "--model"), (["--memory", "1"], "--model"),
    ] {
      let refused = try TesseraCommand.run(["group", "images", "--model", "out"] + arguments, in: folder.url)
      #expect(refused.status != 0 && refused.messages.contains(words), "\(refused.messages)")
    }
    let replaced = try TesseraCommand.run(
      "group", "images", "--model", "out", "--output", "again", "--overwrite", "--head", "overclustering",
      in: folder.url)
    #expect(replaced.status == 0 && replaced.output.contains("5 clusters"), "\(replaced.messages)")
  }

  @Test func theThreadsDoNotChangeTheGroups() throws {
    let folder = try Self.stripes()
    for threads in ["1", "2"] {
      #expect(try Self.group(folder, "--output", threads, "--steps", "4", "--threads", threads).status == 0)
    }
    for file in ["model.safetensors", "groups.csv"] {
      #expect(try folder.data("1/\(file)") == folder.data("2/\(file)"))
    }
  }

  @Test func aRunKilledAtAnyMomentResumesToTheSameGroups() throws {
    let folder = try Self.stripes()
    #expect(try Self.group(folder, "--output", "whole", "--steps", "60").status == 0)
    for milliseconds in [0, 100, 300] {
      let output = "killed\(milliseconds)"
      let (process, _, _) = try TesseraCommand.start(
        ["group", "images", "--output", output, "--steps", "60"] + Self.quick, in: folder.url)
      let checkpoint = folder.url.appending(path: "\(output)/checkpoint.safetensors").path
      while process.isRunning && !FileManager.default.fileExists(atPath: checkpoint) { usleep(5_000) }
      usleep(UInt32(1000 * milliseconds))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let resumed = try TesseraCommand.run("group", "images", "--output", output, "--resume", in: folder.url)
      #expect(resumed.status == 0, "\(resumed.messages)")
      for file in ["model.safetensors", "groups.csv"] {
        #expect(try folder.data("\(output)/\(file)") == folder.data("whole/\(file)"))
      }
    }
  }

  @Test func anInterruptedTrainingLeavesACheckpointAndSaysSo() throws {
    let folder = try Self.stripes()
    let (process, _, messages) = try TesseraCommand.start(
      ["group", "images", "--output", "out", "--steps", "100000"] + Self.quick, in: folder.url)
    let checkpoint = folder.url.appending(path: "out/checkpoint.safetensors").path
    while process.isRunning && !FileManager.default.fileExists(atPath: checkpoint) { usleep(10_000) }
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(try String(contentsOf: messages, encoding: .utf8).contains("--resume"))
  }

  @Test func filesThatCannotBeReadAreListedOnceAndTheRestIsGrouped() throws {
    let folder = try Self.stripes()
    let whole = try folder.data("images/lying/0.png")
    try folder.add("images/lying/cut.png", whole.prefix(60))
    try folder.add("images/lying/empty.png", Data())
    try folder.add("images/standing/text.jpg", Data("not an image".utf8))
    // A PNG under another extension, two files of one stem, spaces and accents.
    try folder.add("images/standing/0.jpg", whole)
    try folder.add("images/standing/ein Bild ü,.png", whole)
    let outcome = try Self.group(folder, "--output", "out", "--steps", "2")
    #expect(outcome.status == 1)
    for name in ["cut.png", "empty.png", "text.jpg"] {
      #expect(outcome.messages.components(separatedBy: name).count == 2, "\(outcome.messages)")
    }
    #expect(outcome.messages.contains("3 of 29"))
    let text = String(decoding: try folder.data("out/groups.csv"), as: UTF8.self)
    #expect(text.split(separator: "\n").count == 27)
    #expect(text.contains("standing/0.jpg,") && text.contains("\"standing/ein Bild ü,.png\","))
  }

  @Test func tooFewImagesAndOneColourAreNoCrash() throws {
    let folder = try Self.stripes(["one"])
    let few = try TesseraCommand.run(["group", "images/one/1.png"] + Self.quick + ["--output", "one"], in: folder.url)
    #expect(
      few.status == 1 && few.messages.contains("1 usable image cannot be grouped into 3 clusters"), "\(few.messages)")
    #expect(few.messages.contains("--classes"))
    #expect(folder.files(below: "one").isEmpty)
    for index in 0..<9 {
      try folder.addImage(
        "plain/\(index).png", Raster(width: 9, height: 30, bands: 3, values: .init(repeating: 77, count: 810)))
    }
    let plain = try TesseraCommand.run(
      ["group", "plain"] + Self.quick + ["--output", "p", "--steps", "3"], in: folder.url)
    #expect(plain.status == 0 && plain.messages.contains("All images are in one cluster"), "\(plain.messages)")
    #expect(plain.output.contains("not scored"))
  }

  @Test func aTableOfClassesIsScoredBy() throws {
    let folder = try Self.stripes(["one"])
    try folder.add(
      "labels.csv", Data(("path,class\n" + (0..<8).map { "one/\($0).png,\($0 % 2)\n" }.joined()).utf8))
    let outcome = try Self.group(folder, "--output", "out", "--steps", "2", "--labels", "labels.csv")
    #expect(outcome.status == 0 && outcome.output.contains("scored on 8 images of 2 classes"), "\(outcome.output)")
    try folder.add("labels.csv", Data("path,class\nelsewhere.png,1\n".utf8))
    let none = try TesseraCommand.run(
      "group", "images", "--model", "out", "--output", "x", "--labels", "labels.csv", in: folder.url)
    #expect(none.status == 1 && none.messages.contains("elsewhere.png"), "\(none.messages)")
  }

  @Test func modelsOfTheOtherKindAreRefusedWithTheirCommand() throws {
    let folder = try Self.stripes()
    #expect(try Self.group(folder, "--output", "groups", "--steps", "1").status == 0)
    let segment = try TesseraCommand.run("segment", "images", "--model", "groups", "--output", "m", in: folder.url)
    #expect(segment.status == 1 && segment.messages.contains("`tessera group --model`"), "\(segment.messages)")
    let train = try TesseraCommand.run(
      "train", "images", "--output", "pixels", "--steps", "1", "--set", "optimization.pairs=1", in: folder.url)
    #expect(train.status == 0, "\(train.messages)")
    let group = try TesseraCommand.run("group", "images", "--model", "pixels", in: folder.url)
    #expect(group.status == 1 && group.messages.contains("`tessera segment --model`"), "\(group.messages)")
    for arguments in [["run"], ["benchmark", "--preset", "groups"]] {
      let all = arguments == ["run"] ? ["run", "images", "--output", "r", "--preset", "groups"] : arguments
      let refused = try TesseraCommand.run(all, in: folder.url)
      #expect(refused.status == 1 && refused.messages.contains("tessera group"), "\(refused.messages)")
    }
  }

  @Test(arguments: [
    (["--output", "out", "--model", "m", "--steps", "3"], "leave out"), ([], "--output"),
    (["--output", "out", "--copy", "--link"], "exclude"), (["--model", "m", "--copy"], "--output"),
    (["--output", "out", "--preset", "photo"], "tessera train"), (["--output", "out", "--mask-by", "x"], "--mask-by"),
    (["--output", "out", "--labels", "none.csv"], "none.csv"), (["--output", "out", "--classes", "1"], "from 2"),
    (["--output", "out", "--set", "method.iic.radius=3"], "method.iic.radius"),
    (["--output", "out", "--head", "other"], "other"), (["--output", "out", "--resume"], "no checkpoint"),
    (["--model", "absent"], "absent"),
  ])
  func wrongOptionsAreToldWithTheirRemedy(_ arguments: [String], _ remedy: String) throws {
    let folder = try Self.stripes()
    let outcome = try TesseraCommand.run(["group", "images"] + arguments, in: folder.url)
    #expect(outcome.status != 0)
    #expect(outcome.messages.contains(remedy), "\(outcome.messages)")
    #expect(folder.files(below: "out").isEmpty)
  }

  @Test(arguments: ["kmeans", "deepcluster", "teacher-student"])
  func everyMethodGroupsWholeImages(_ method: String) throws {
    let folder = try Self.stripes()
    let arguments = [
      "group", "images", "--method", method, "--steps", "3", "--set", "optimization.pairs=8", "--set",
      "network.trunk=[{channels: 8}, {pool: 2}, {channels: 6, kernel: 5}, {end: flatten}]", "--classes", "3",
      "--overclusters", "5", "--set", "method.\(method).clustering.samples=200",
    ]
    func group(_ output: String, _ threads: String) throws -> String {
      let outcome = try TesseraCommand.run(arguments + ["--output", output, "--threads", threads], in: folder.url)
      #expect(outcome.status == 0 && outcome.output.contains("24 images in 3 clusters"), "\(outcome.messages)")
      return String(decoding: try folder.data("\(output)/groups.csv"), as: UTF8.self)
    }
    let groups = try group("one", "1")
    #expect(groups.split(separator: "\n").count == 25)
    #expect(try group("two", "2") == groups)
    #expect(try folder.data("two/model.safetensors") == folder.data("one/model.safetensors"))
    let again = try TesseraCommand.run("group", "images", "--model", "one", in: folder.url)
    #expect(again.output == groups, "\(again.messages)")
    let masks = try TesseraCommand.run("segment", "images", "--model", "one", "--output", "masks", in: folder.url)
    #expect(masks.status != 0 && masks.messages.contains("tessera group"))
  }
}
