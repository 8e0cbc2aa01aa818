import Foundation
import TesseraKit
import TestSupport
import Testing

/// Images, names and paths that nobody vouches for.
struct LimitsTests {
  @Test func imagesOfMorePixelsThanAllowedAreRefusedByName() throws {
    let folder = try SegmentCommandTests.trained()
    let outcome = try TesseraCommand.run(
      "segment", "images", "--model", "run", "--output", "masks", "--max-pixels", "9215", "--json", "done.json",
      in: folder.url)
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("0.png: 96 x 96 pixels exceed the limit of 9215 pixels"))
    #expect(outcome.messages.contains("--max-pixels"))
    let summary = try #require(
      try JSONSerialization.jsonObject(with: folder.data("done.json")) as? [String: Any])
    let failures = try #require(summary["failures"] as? [[String: String]])
    #expect(failures.count == 3 && summary["written"] as? Int == 0)
    #expect(failures.allSatisfy { $0["path"]?.contains("images/") == true && $0["reason"]?.contains("9215") == true })
    let allowed = try TesseraCommand.run(
      "segment", "images", "--model", "run", "--output", "masks", "--max-pixels", "9216", in: folder.url)
    #expect(allowed.status == 0, "\(allowed.messages)")
    try folder.copy("masks", to: "equal")
    for (command, status) in [
      (["overlay", "images", "masks", "--output", "o"], 1), (["evaluate", "masks", "equal"], 1),
    ] {
      let refused = try TesseraCommand.run(command + ["--max-pixels", "9215"], in: folder.url)
      #expect(refused.status == Int32(status))
      #expect(refused.messages.contains("9215"), "\(refused.messages)")
    }
    #expect(
      try TesseraCommand.run(
        "segment", "images", "--model", "run", "--output", "m", "--max-pixels", "0", in: folder.url
      )
      .status == 64)
  }

  /// A header of 40 bytes that promises 3 * 10^18 pixels, and one whose rows alone would fill the memory.
  @Test(arguments: [(UInt32(0x7FFF_FFFF), UInt32(0x7FFF_FFFF)), (0x7FFF_FFFF, 1), (30_000, 30_000)])
  func aDecompressionBombIsRefusedByItsHeader(width: UInt32, height: UInt32) throws {
    let folder = try SegmentCommandTests.trained()
    var bytes = [UInt8](try folder.data("images/0.png"))
    for (place, value) in [(16, width), (20, height)] {
      for i in 0..<4 { bytes[place + i] = UInt8(truncatingIfNeeded: value >> (24 - 8 * UInt32(i))) }
    }
    try folder.add("images/bomb.png", Data(bytes))
    let outcome = try TesseraCommand.run("segment", "images", "--model", "run", "--output", "masks", in: folder.url)
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("bomb.png") && outcome.messages.contains("1 of 4"), "\(outcome.messages)")
  }

  @Test func aCutImageIsUsedWhenAskedFor() throws {
    let folder = try SegmentCommandTests.trained()
    let whole = try folder.data("images/0.png")
    try folder.add("cut/a.png", whole.prefix(whole.count / 2))
    let arguments = ["segment", "cut", "--model", "run", "--output", "masks"]
    let refused = try TesseraCommand.run(arguments, in: folder.url)
    #expect(refused.status == 1 && refused.messages.contains("cut short"))
    #expect(try TesseraCommand.run(arguments + ["--allow-truncated"], in: folder.url).status == 0)
    #expect(try LabelMap(contentsOf: folder.url.appending(path: "masks/a.png")).height == 96)
    let trained = try TesseraCommand.run(
      ["train", "cut", "--output", "other", "--steps", "1", "--allow-truncated"] + RunCommandTests.quick, in: folder.url
    )
    #expect(trained.status == 0, "\(trained.messages)")
  }

  @Test func anyNameGoesThroughWhole() throws {
    let folder = try SegmentCommandTests.trained()
    let names = [
      "with space", "line\nbreak", "-dash", "--output", "ümläut 你好 👩‍👩‍👧‍👦", "%41%", "a\tb", "quote'\"`$x", "back\\slash",
      "dots...",
    ]
    for name in names { try folder.add("odd/\(name).png", fixture: "textures/images/texture0.png") }
    let outcome = try TesseraCommand.run("segment", "odd", "--model", "run", "--output", "masks", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(
      Set(folder.files(below: "masks"))
        == Set(names.map { "\($0).png" } + ["classes.csv", "classes.qml", "names.json"]))
    try folder.copy("masks", to: "equal")
    let scores = try TesseraCommand.run("evaluate", "masks", "equal", in: folder.url)
    #expect(scores.status == 0, "\(scores.messages)")
    let single = try TesseraCommand.run(
      "segment", "--model", "run", "--output", "single", "--", "-dash.png", in: folder.url.appending(path: "odd"))
    #expect(single.status == 1 && single.messages.contains("run"), "the model lies elsewhere: \(single.messages)")
    let dashed = try TesseraCommand.run(
      "segment", "--model", "../run", "--output", "../single", "--", "-dash.png", in: folder.url.appending(path: "odd"))
    #expect(dashed.status == 0, "\(dashed.messages)")
    #expect(folder.files(below: "single").contains("-dash.png"))
  }

  @Test func foldersThatHoldThemselvesAreWalkedOnce() throws {
    let folder = try SegmentCommandTests.trained()
    let link = folder.url.appending(path: "images/again")
    try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: "../images")
    let loop = folder.url.appending(path: "images/loop.png")
    try FileManager.default.createSymbolicLink(atPath: loop.path, withDestinationPath: "loop.png")
    let outcome = try TesseraCommand.run("segment", "images", "--model", "run", "--output", "masks", in: folder.url)
    // The link to itself is a loss that is told; everything else is done.
    #expect(outcome.status == 1 && outcome.messages.contains("loop.png: it is a link"), "\(outcome.messages)")
    #expect(folder.files(below: "masks").filter { $0.hasSuffix(".png") } == ["0.png", "1.png", "2.png"])
  }

  @Test func noOutputReplacesAnyInputNotEvenThroughALink() throws {
    let folder = try SegmentCommandTests.trained()
    let other = try folder.data("images/1.png")
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "masks"), withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(
      atPath: folder.url.appending(path: "masks/0.png").path, withDestinationPath: "../images/1.png")
    let outcome = try TesseraCommand.run(
      "segment", "images", "--model", "run", "--output", "masks", "--overwrite", in: folder.url)
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("1.png: would be replaced"), "\(outcome.messages)")
    #expect(try folder.data("images/1.png") == other)
    // An overlay must spare the masks too.
    try folder.addLabels("labels/0.png", LabelMap(width: 96, height: 96, values: .init(repeating: 1, count: 9216)))
    let labels = try folder.data("labels/0.png")
    let overlay = try TesseraCommand.run(
      "overlay", "images/0.png", "labels/0.png", "--output", "labels", "--overwrite", in: folder.url)
    #expect(overlay.status == 1)
    #expect(try folder.data("labels/0.png") == labels)
  }
}
