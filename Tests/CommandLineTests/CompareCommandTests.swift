import Foundation
import TestSupport
import Testing

struct CompareCommandTests {
  private static let quick = [
    "--steps", "2", "--seeds", "2", "--classes", "3", "--overclusters", "6", "--set", "optimization.pairs=2", "--set",
    "input.cropSize=32",
  ]

  private static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for index in 0..<3 {
      try folder.add("images/\(index).png", fixture: "textures/images/texture\(index).png")
      try folder.add("labels/\(index).png", fixture: "textures/labels/texture\(index).png")
    }
    return folder
  }

  private static func compare(_ folder: TemporaryFolder, _ arguments: String...) throws -> TesseraCommand.Outcome {
    try TesseraCommand.run(
      ["compare", "images", "--labels", "labels", "--output", "out"] + quick + arguments, in: folder.url)
  }

  @Test func allMethodsAreInOneTable() throws {
    let folder = try Self.folder()
    let outcome = try Self.compare(folder)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 6)
    for (line, method) in zip(lines.dropFirst(2), ["iic", "kmeans", "deepcluster", "teacher-student"]) {
      #expect(line.hasPrefix("| \(method) | 2 | ") && line.split(separator: "±").count == 4, "\(line)")
    }
    #expect(try String(decoding: folder.data("out/compare.md"), as: UTF8.self) == outcome.output)
    let csv = try String(decoding: folder.data("out/compare.csv"), as: UTF8.self).split(separator: "\n")
    #expect(csv.count == 9 && csv[1].hasPrefix("iic,0,2,") && csv[8].hasPrefix("teacher-student,1,2,"))
    // What the model of a run gives is what the table says.
    _ = try TesseraCommand.run("segment", "images", "--model", "out/kmeans-1", "--output", "masks", in: folder.url)
    _ = try TesseraCommand.run("evaluate", "masks", "labels", "--json", "scores.json", in: folder.url)
    let json = try JSONSerialization.jsonObject(with: folder.data("scores.json")) as? [String: Any]
    let accuracy = try #require(json?["pixelAccuracy"] as? Double)
    let run = try #require(csv.first { $0.hasPrefix("kmeans,1,") }).split(separator: ",")
    expectClose(try #require(Double(run[5])), accuracy, absolute: 1e-6)
  }

  @Test func whatIsThereIsUsedAgain() throws {
    let folder = try Self.folder()
    #expect(try Self.compare(folder, "--methods", "kmeans").status == 0)
    let before = try folder.data("out/kmeans-0/scores.json")
    let refused = try Self.compare(folder, "--methods", "kmeans")
    #expect(refused.status == 1 && refused.messages.contains("--resume"))
    let outcome = try Self.compare(folder, "--methods", "kmeans", "kmeans:features=colour", "--resume")
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.messages.contains("kmeans:features=colour, seed 1") && !outcome.messages.contains("kmeans, seed"))
    #expect(outcome.output.contains("| kmeans | 2 |") && outcome.output.contains("| kmeans:features=colour | 2 |"))
    #expect(try folder.data("out/kmeans-0/scores.json") == before)
  }

  @Test func runsWithOtherSettingsAreNotUsed() throws {
    let folder = try Self.folder()
    #expect(try Self.compare(folder, "--methods", "kmeans").status == 0)
    for change in [["--set", "input.cropSize=40"], ["--exclude", "2.png"]] {
      let outcome = try TesseraCommand.run(
        ["compare", "images", "--labels", "labels", "--output", "out"] + Self.quick
          + ["--methods", "kmeans", "--resume"] + change,
        in: folder.url)
      #expect(outcome.status == 1 && outcome.messages.contains("other settings"), "\(outcome.messages)")
      #expect(outcome.messages.contains("--overwrite"), "\(outcome.messages)")
    }
    // Runs of earlier versions do not say what they are of.
    let scores = folder.url.appending(path: "out/kmeans-0/scores.json")
    var json = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: scores)) as? [String: Any])
    #expect(json.removeValue(forKey: "conditions") != nil)
    try JSONSerialization.data(withJSONObject: json).write(to: scores)
    #expect(try Self.compare(folder, "--methods", "kmeans", "--resume").status == 0)
  }

  @Test func nothingOfReplacedRunsIsResumed() throws {
    let folder = try Self.folder()
    #expect(try Self.compare(folder, "--methods", "kmeans").status == 0)
    for index in 0..<3 { try folder.add("labels/\(index).png", Data("no label".utf8)) }
    #expect(try Self.compare(folder, "--methods", "kmeans", "--overwrite", "--set", "input.cropSize=40").status == 1)
    let files = folder.files(below: "out")
    #expect(!files.contains("kmeans-0/scores.json") && !files.contains("kmeans-1/model.safetensors"), "\(files)")
  }

  @Test func theLastSeedsAreFollowedByTheFirst() throws {
    let folder = try Self.folder()
    let outcome = try Self.compare(folder, "--methods", "kmeans", "--seed", "\(UInt64.max)")
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(folder.files(below: "out").contains("kmeans-0/scores.json"))
  }

  @Test(arguments: [
    ("kmean", "iic, kmeans"), ("kmeans:radius", "key=value"), ("kmeans:width=3", "method.kmeans.width"),
    ("kmeans:features=trunk", "needs no network"), ("deepcluster:interval=0", "method.deepcluster.interval"),
  ]) func mistakesAreNamed(_ method: String, _ part: String) throws {
    let folder = try Self.folder()
    let outcome = try Self.compare(folder, "--methods", method)
    #expect(outcome.status != 0 && outcome.messages.contains(part), "\(outcome.messages)")
    #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "out").path))
  }

  @Test func networksOfWholeImagesAreRefused() throws {
    let folder = try Self.folder()
    let outcome = try TesseraCommand.run(
      "compare", "images", "--labels", "labels", "--output", "out", "--preset", "groups", "--methods", "iic",
      in: folder.url)
    #expect(outcome.status != 0 && outcome.messages.contains("tessera group"), "\(outcome.messages)")
  }
}
