import Foundation
import TesseraKit
import TestSupport
import Testing

/// `tessera teach`, and what other commands do with what it makes.
struct TeachCommandTests {
  private static func folder() throws -> TemporaryFolder { try PageCommandTests.prepared.get() }

  /// A folder of its own with label files of textures.
  private static func labels(_ name: String, _ numbers: [Int], _ folder: TemporaryFolder) throws {
    for number in numbers {
      try folder.add("\(name)/part/\(number).png", fixture: "textures/labels/texture\(number).png")
    }
  }

  private static func teach(
    _ labels: String, _ output: String, _ more: String..., folder: TemporaryFolder
  ) throws -> TesseraCommand.Outcome {
    try TesseraCommand.run(
      ["teach", "images", labels, "--model", "run", "--output", output] + more, in: folder.url)
  }

  @Test func aTaughtModelSegmentsIntoNamedClasses() throws {
    let folder = try Self.folder()
    try Self.labels("three", [0, 1, 2], folder)
    let taught = try Self.teach("three", "taught", "--classes-file", "classes.yaml", "--suggest", "2", folder: folder)
    #expect(taught.status == 0, "\(taught.messages)")
    #expect(taught.output.contains("a model of 3 classes, taught by 9000 pixels of 3 images"))
    #expect(taught.output.contains("estimate: pixel accuracy 0."))
    let suggested = taught.output.split(separator: "\n").filter { $0.hasPrefix("label part/") }
    #expect(
      suggested.count == 2
        && suggested.allSatisfy { line in !["/0", "/1", "/2"].contains { line.contains($0 + ".png") } })

    let masks = try PageCommandTests.run(["segment", "images", "--model", "taught", "--output", "classes"], folder)
    #expect(masks.status == 0 && masks.output.contains("8 masks of 3 classes"), "\(masks.messages)")
    let names = try Naming(contentsOf: folder.url.appending(path: "classes/names.json"))
    #expect(names.classes.map(\.name) == ["stripes", "dots & <checks>", "rest"] && names.kind == .classes)
    let scores = try PageCommandTests.run(
      ["evaluate", "classes", "labels", "--match", "identity", "--classes-file", "classes.yaml", "--json", "-"], folder)
    let json = try #require(try JSONSerialization.jsonObject(with: Data(scores.output.utf8)) as? [String: Any])
    #expect(try #require(json["pixelAccuracy"] as? Double) > 0.8)

    // Label files have the values of the data set: stripes are 1 and dots 0.
    let ids = try PageCommandTests.run(
      ["segment", "images", "--model", "taught", "--output", "ids", "--label-ids"], folder)
    #expect(ids.status == 0, "\(ids.messages)")
    let numbers = try LabelMap(contentsOf: folder.url.appending(path: "classes/part/5.png"))
    let values = try LabelMap(contentsOf: folder.url.appending(path: "ids/part/5.png"))
    #expect(values.values == numbers.values.map { [1, 0, 2][Int($0)] })

    let again = try Self.teach("three", "taught", folder: folder)
    #expect(again.status != 0 && again.messages.contains("taught/model.safetensors"))
  }

  @Test func marginsTellHowSureEachPixelIs() throws {
    let folder = try Self.folder()
    let outcome = try PageCommandTests.run(
      ["segment", "images", "--model", "run", "--output", "margins", "--format", "margin", "--smoothing", "0"], folder)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let parts = try PageCommandTests.run(
      ["segment", "images", "--model", "run", "--output", "parts", "--format", "probability", "--smoothing", "0"],
      folder)
    #expect(parts.status == 0, "\(parts.messages)")
    let margin = try LabelMap(contentsOf: folder.url.appending(path: "margins/part/3.png"))
    let count = try FileManager.default.contentsOfDirectory(
      atPath: folder.url.appending(path: "parts/part").path
    ).filter { $0.hasPrefix("3.") }.count
    let planes = try (0..<count).map { try LabelMap(contentsOf: folder.url.appending(path: "parts/part/3.\($0).png")) }
    for place in margin.values.indices {
      let sorted = planes.map(\.values[place]).sorted(by: >)
      #expect(margin.values[place] == sorted[0] - sorted[1])
    }
  }

  @Test func runTeachesAfterTheTraining() throws {
    let folder = try Self.folder()
    let outcome = try PageCommandTests.run(
      [
        "run", "images", "--output", "whole", "--steps", "4", "--overclusters", "6", "--few-labels", "few",
        "--classes-file", "classes.yaml", "--labels", "labels",
      ] + RunCommandTests.quick, folder)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.output.contains("whole/taught: a model of 3 classes") && outcome.output.contains("stripes"))
    #expect(!outcome.output.contains("tessera page"))
    let names = try Naming(contentsOf: folder.url.appending(path: "whole/masks/names.json"))
    #expect(names.kind == .classes && names.classes.count == 3)
  }

  @Test func aRunWithoutLabelsSaysHowToNameTheClusters() throws {
    let folder = try Self.folder()
    let outcome = try PageCommandTests.run(
      ["run", "images", "--output", "with space", "--steps", "4"] + RunCommandTests.quick, folder)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let last = try #require(outcome.output.split(separator: "\n").last)
    let command = try #require(last.range(of: "tessera page ")).lowerBound
    #expect(
      last[command...].hasPrefix("tessera page images --model '") && last.hasSuffix("--output 'with space/page.html'"))
  }

  @Test func featuresAreScoredByALinearProbe() throws {
    let folder = try Self.folder()
    let outcome = try PageCommandTests.run(
      [
        "evaluate", "images", "labels", "--protocol", "linear-probe", "--model", "run", "--train-labels", "few",
        "--classes-file", "classes.yaml", "--json", "-",
      ], folder)
    #expect(
      outcome.status == 0 && outcome.messages.contains("1 image that the classifier learns from"), "\(outcome.messages)"
    )
    let json = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(json["images"] as? Int == 7)
    #expect(try #require(json["pixelAccuracy"] as? Double) > 0.6)
    let all = try PageCommandTests.run(
      ["evaluate", "images", "labels", "--protocol", "linear-probe", "--model", "run", "--train-labels", "labels"],
      folder)
    #expect(all.status == 1 && all.messages.contains("learns from all of the images"), "\(all.messages)")
    let missing = try PageCommandTests.run(["evaluate", "images", "labels", "--protocol", "linear-probe"], folder)
    #expect(missing.status == 64 && missing.messages.contains("--train-labels"))
    let masks = try PageCommandTests.run(["evaluate", "images", "labels", "--model", "run"], folder)
    #expect(masks.status == 64 && masks.messages.contains("--protocol linear-probe"))
  }

  @Test func labelsThatTeachNothingAreRefusedByName() throws {
    let folder = try Self.folder()
    func refused(_ labels: String, _ more: String...) throws -> String {
      let outcome = try TesseraCommand.run(
        ["teach", "images", labels, "--model", "run", "--output", "nothing"] + more, in: folder.url)
      #expect(outcome.status != 0 && outcome.output.isEmpty)
      #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "nothing").path))
      return outcome.messages
    }
    try folder.addLabels("one/part/3.png", LabelMap(width: 96, height: 96, values: [UInt16](repeating: 2, count: 9216)))
    #expect(try refused("one").contains("of the class 2"))
    try folder.addLabels(
      "empty/part/3.png", LabelMap(width: 96, height: 96, values: [UInt16](repeating: 255, count: 9216)))
    #expect(try refused("empty").contains("no labelled pixel"))
    try folder.addLabels(
      "small/part/3.png", LabelMap(width: 90, height: 96, values: [UInt16](repeating: 0, count: 8640)))
    let size = try refused("small")
    #expect(size.contains("small/part/3.png") && size.contains("90 x 96") && size.contains("96 x 96"))

    let stroke = """
      {"class": 0, "image": "part/0.png", "width": 96, "height": 96, "radius": 3, "points": [[10, 10], [40, 12]]}
      """
    func page(_ classes: String, _ strokes: String) throws {
      try folder.add("strokes.json", Data("{\"classes\": [\(classes)], \"scribbles\": [\(strokes)]}".utf8))
    }
    try page(#"{"name": "a"}, {"name": "b"}"#, stroke)
    #expect(try refused("strokes.json").contains("of the class a"))
    try page(#"{"name": "a"}, {"name": "a"}"#, stroke)
    #expect(try refused("strokes.json").contains("the class a is named twice"))
    try page(#"{"name": "a"}, {"name": "b"}"#, stroke.replacing("part/0", with: "elsewhere/9"))
    let elsewhere = try refused("strokes.json")
    #expect(elsewhere.contains("elsewhere/9.png") && elsewhere.contains("part/0.png"))
    try page(#"{"name": "a"}, {"name": "b"}"#, "")
    #expect(try refused("strokes.json").contains("no scribbles"))
    try folder.add("strokes.json", try folder.data("strokes.json").prefix(30))
    #expect(try refused("strokes.json").contains("strokes.json"))
    #expect(try refused("three", "--features", "nonsense").contains("nonsense"))
  }

  @Test func anImageThatCannotBeReadIsListedOnce() throws {
    let folder = try Self.folder()
    for number in [0, 1] {
      try folder.add("damaged/part/\(number).png", fixture: "textures/images/texture\(number).png")
    }
    try folder.add("damaged/part/2.png", Data(contentsOf: Fixtures.url("textures/images/texture2.png")).prefix(1500))
    try Self.labels("threefold", [0, 1, 2], folder)
    let outcome = try TesseraCommand.run(
      ["teach", "damaged", "threefold", "--model", "run", "--output", "partly", "--suggest", "1"], in: folder.url)
    #expect(outcome.status == 1, "\(outcome.messages)")
    #expect(outcome.output.contains("pixels of 2 images"))
    #expect(outcome.messages.components(separatedBy: "error: ").count == 2, "\(outcome.messages)")
  }

  @Test func classesWithoutLabelsAndStrokesThatCrossAreTold() throws {
    let folder = try Self.folder()
    func stroke(_ number: Int, _ points: String) -> String {
      """
      {"class": \(number), "image": "part/0.png", "width": 96, "height": 96, "radius": 2, "points": \(points)}
      """
    }
    let strokes = [stroke(0, "[[10, 10], [80, 10]]"), stroke(1, "[[40, 2], [40, 60]]")].joined(separator: ", ")
    try folder.add(
      "crossing.json",
      Data(#"{"classes": [{"name": "a"}, {"name": "b"}, {"name": "c"}], "scribbles": [\#(strokes)]}"#.utf8))
    let outcome = try Self.teach("crossing.json", "crossing", folder: folder)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.messages.contains("part/0.png: ") && outcome.messages.contains("of strokes of two classes"))
    #expect(outcome.messages.contains("so masks will not: c"))
  }
}
