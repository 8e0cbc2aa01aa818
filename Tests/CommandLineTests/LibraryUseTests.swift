import Foundation
import TesseraKit
import TestSupport
import Testing

/// The program `examples/library-use`, and the articles that quote it.
struct LibraryUseTests {
  private static let root = Fixtures.folder.deletingLastPathComponent()

  private static func run(_ part: String...) throws -> (folder: TemporaryFolder, outcome: TesseraCommand.Outcome) {
    let folder = try TemporaryFolder()
    for index in 0..<2 {
      try folder.add("tiles/\(index).png", fixture: "textures/images/texture\(index).png")
      try folder.add("labels/\(index).png", fixture: "textures/labels/texture\(index).png")
    }
    let program = TesseraCommand.executable.deletingLastPathComponent().appending(path: "library-use")
    return (folder, try TesseraCommand.run(part, of: program, in: folder.url))
  }

  private static func labels(_ folder: TemporaryFolder, _ path: String) throws -> [UInt16] {
    try #require(try RasterFile.open(folder.url.appending(path: path), as: .mask).readLabels(96)).values
  }

  @Test func theVerbsTrainSegmentAndEvaluate() throws {
    let (folder, outcome) = try Self.run()
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.output.contains("mean IoU"))
    #expect(folder.files(below: "masks") == ["0.png", "1.png", "classes.csv", "classes.qml", "names.json"])
    #expect(try SegmentationModel(contentsOf: folder.url.appending(path: "run")).step == 50)
  }

  @Test func aTrunkOfOnesOwnTrainsAndSegments() throws {
    let (folder, outcome) = try Self.run("trunk")
    #expect(outcome.status == 0, "\(outcome.messages)")
    let model = try SegmentationModel(contentsOf: folder.url.appending(path: "run/model.safetensors"))
    guard case .trunk(let network, _) = model.description.features else {
      Issue.record("the features are not those of a network")
      return
    }
    #expect(network.trunk == [.conv(32), .pool, .conv(64), .conv(64, dilation: 2)])
    #expect(try Set(Self.labels(folder, "masks/0.png")).count > 1)
  }

  @Test func headsOfOnesOwnGiveProbabilities() throws {
    let (_, outcome) = try Self.run("heads")
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.output.contains("[1, 16, 16, 64]") && outcome.output.contains("[1, 16, 16, 5]"))
  }

  @Test func pixelFeaturesNeedNoNetwork() throws {
    let (folder, outcome) = try Self.run("pixels")
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(try Self.labels(folder, "masks/1.png").allSatisfy { $0 < 2 })
  }

  @Test(arguments: [
    "README.md", "Sources/TesseraKit/Documentation.docc/TesseraKit.md",
    "Sources/TesseraKit/Documentation.docc/MakeYourOwnNetwork.md",
  ])
  func theCodeOfAnArticleIsThatOfTheProgram(_ article: String) throws {
    let folder = Self.root.appending(path: "examples/library-use")
    let program = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "swift" }
      .map { Self.unindented(try String(contentsOf: $0, encoding: .utf8)) }
    let text = try String(
      contentsOf: Self.root.appending(path: article), encoding: .utf8)
    let blocks = text.components(separatedBy: "```swift\n").dropFirst()
      .map { Self.unindented($0.components(separatedBy: "```")[0]) }
    #expect(!blocks.isEmpty)
    for block in blocks {
      #expect(program.contains { $0.contains(block) }, "not in examples/library-use:\n\(block)")
    }
  }

  /// The lines of `code` without the white space before them.
  private static func unindented(_ code: String) -> String {
    code.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: "\n")
  }
}
