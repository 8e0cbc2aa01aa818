import Foundation
import TesseraKit
import TestSupport
import Testing

/// Entries of folders that cannot be used are named by every command, which does the others and exits with 1.
struct BrokenEntriesTests {
  /// Three images and labels; one broken link and one pipe lie beside the images, another link beside the labels.
  private static func prepared() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for number in 0..<3 {
      try folder.add("images/\(number).png", fixture: "textures/images/texture\(number).png")
      try folder.add("labels/\(number).png", fixture: "textures/labels/texture\(number).png")
    }
    for path in ["images/gone.png", "labels/lost.png"] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.url.appending(path: path).path, withDestinationPath: "/nowhere/x.png")
    }
    try #require(mkfifo(folder.url.appending(path: "images/pipe.png").path, 0o600) == 0)
    return folder
  }

  private static func expectNamed(_ names: [String], _ arguments: [String], in folder: TemporaryFolder) throws {
    let outcome = try TesseraCommand.run(arguments, in: folder.url)
    #expect(outcome.status == 1, "\(arguments): \(outcome.messages)")
    for name in names { #expect(outcome.messages.contains(name), "\(arguments): \(outcome.messages)") }
    #expect(outcome.messages.contains("\(names.count) of "), "\(arguments): \(outcome.messages)")
  }

  @Test func everyCommandNamesThem() throws {
    let folder = try Self.prepared()
    let images = ["images/gone.png", "images/pipe.png"]
    let all = images + ["labels/lost.png"]
    try Self.expectNamed(
      all, ["train", "images", "--output", "run", "--mask-by", "labels", "--steps", "2"] + RunCommandTests.quick,
      in: folder)
    try Self.expectNamed(images, ["segment", "images", "--model", "run", "--output", "masks"], in: folder)
    #expect(folder.files(below: "masks").filter { $0.hasSuffix(".png") } == ["0.png", "1.png", "2.png"])
    try Self.expectNamed(["labels/lost.png"], ["evaluate", "masks", "labels"], in: folder)
    try Self.expectNamed(all, ["overlay", "images", "labels", "--output", "painted"], in: folder)
    try Self.expectNamed(
      all, ["overlay", "images", "masks", "--output", "beside", "--side-by-side", "--labels", "labels"], in: folder)
    try Self.expectNamed(all, ["inspect", "images", "labels"], in: folder)
    try Self.expectNamed(
      all, ["run", "images", "--labels", "labels", "--output", "out", "--steps", "2"] + RunCommandTests.quick,
      in: folder)
    #expect(folder.files(below: "out").contains("scores.json"))
  }

  @Test func aListChoosesOneFileAndTellsWhatIsMissing() throws {
    let folder = try TemporaryFolder()
    for name in ["a", "a_1", "ab", "b"] {
      for part in ["masks", "labels"] {
        try folder.addLabels("\(part)/\(name).png", LabelMap(width: 1, height: 1, values: [0]))
      }
    }
    try folder.add("ids.txt", Data("a.png\nfoo bar\nB.PNG\n".utf8))
    let outcome = try TesseraCommand.run(
      "evaluate", "masks", "labels", "--ids", "ids.txt", "--json", "-", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(
      outcome.messages.contains(
        "1 of the names in ids.txt is not among the images, such as 'foo bar'; the images are named like a.png"),
      "\(outcome.messages)")
    #expect(
      outcome.messages.contains(
        "1 of the names in ids.txt differs from the images in upper and lower case, such as 'B.PNG' for b.png"),
      "\(outcome.messages)")
    #expect(outcome.output.contains("\"images\" : 2"), "\(outcome.output)")
  }
}
