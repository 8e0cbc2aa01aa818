import Foundation
import TesseraKit
import TestSupport
import Testing

/// Warnings about files that can be used all the same, as the commands show them.
struct EventDisplayTests {
  private static let damaged = "damaged in tEXt, outside the pixels"
  private static let cut = "end mark is missing"

  /// `bytes` of a PNG with a text chunk of a wrong checksum before its end mark.
  private static func withDamagedText(_ bytes: Data) -> Data {
    bytes.dropLast(12) + Data([0, 0, 0, 3] + Array("tEXt".utf8) + [97, 0, 98, 1, 2, 3, 4]) + bytes.suffix(12)
  }

  /// Images `0.png` with a damaged text, `1.png` without an end mark and the whole `2.png`, with labels that miss their end.
  private static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for index in 0..<3 {
      let image = try Data(contentsOf: Fixtures.url("textures/images/texture\(index).png"))
      let label = try Data(contentsOf: Fixtures.url("textures/labels/texture\(index).png"))
      try folder.add(
        "images/\(index).png", index == 0 ? withDamagedText(image) : index == 1 ? image.dropLast(12) : image)
      try folder.add("labels/\(index).png", label.dropLast(4))
    }
    return folder
  }

  private static func count(_ text: String, in messages: String) -> Int {
    messages.components(separatedBy: text).count - 1
  }

  @Test func everyCommandShowsAWarningOncePerFileAndSucceeds() throws {
    let folder = try Self.folder()
    func expect(_ images: Int, _ labels: Int, _ arguments: String...) throws {
      let outcome = try TesseraCommand.run(arguments, in: folder.url)
      #expect(outcome.status == 0, "\(arguments): \(outcome.messages)")
      #expect(Self.count(Self.damaged, in: outcome.messages) == images, "\(arguments): \(outcome.messages)")
      #expect(Self.count(Self.cut, in: outcome.messages) == images + labels, "\(arguments): \(outcome.messages)")
    }
    let run = ["run", "images", "--labels", "labels", "--output", "out", "--steps", "2"] + RunCommandTests.quick
    let outcome = try TesseraCommand.run(run, in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(Self.count(Self.damaged, in: outcome.messages) == 1 && Self.count(Self.cut, in: outcome.messages) == 4)
    try expect(1, 0, "segment", "images", "--model", "out/model", "--output", "masks")
    try expect(0, 3, "evaluate", "masks", "labels", "--boundary")
    try expect(
      1, 3, "overlay", "images", "masks", "--output", "pictures", "--contact-sheet", "all.png", "--side-by-side",
      "--labels", "labels")
    try expect(1, 3, "inspect", "images", "labels")
    try Data("a\nb\nc\nd\ne\n".utf8).write(to: folder.url.appending(path: "classes.txt"))
    try expect(0, 3, "ids", "labels", "--classes-file", "classes.txt", "--side", "8")
    try expect(1, 3, "report", "out", "--images", "images", "--labels", "labels", "--output", "report.html")
  }

  @Test func jsonHasTheWarningsAndManyAreCounted() throws {
    let folder = try Self.folder()
    let image = try folder.data("images/1.png")
    for index in 10..<35 { try folder.add("many/\(index).png", image) }
    let train = ["train", "images", "--output", "run", "--steps", "2"] + RunCommandTests.quick
    #expect(try TesseraCommand.run(train, in: folder.url).status == 0)
    let outcome = try TesseraCommand.run(
      "segment", "many", "--model", "run", "--output", "masks", "--json", "done.json", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(Self.count(Self.cut, in: outcome.messages) == 20)
    #expect(outcome.messages.contains("5 more warnings about files like these"))
    let done = try JSONDecoder().decode(FolderSummary.self, from: folder.data("done.json"))
    #expect(done.warnings.count == 25 && done.failures.isEmpty && done.written == 25)
  }

  @Test func aFileThatLacksRowsIsRefusedAndTheOptionNamed() throws {
    let folder = try Self.folder()
    try folder.add("cut/a.png", Data(folder.data("images/2.png").prefix(1500)))
    try folder.add("cutlabels/a.png", folder.data("labels/2.png"))
    let outcome = try TesseraCommand.run("overlay", "cut", "cutlabels", "--output", "o", in: folder.url)
    #expect(outcome.status == 1 && outcome.messages.contains("--allow-truncated"), "\(outcome.messages)")
    let allowed = try TesseraCommand.run(
      "overlay", "cut", "cutlabels", "--output", "o", "--allow-truncated", in: folder.url)
    #expect(allowed.status == 0, "\(allowed.messages)")
  }
}
