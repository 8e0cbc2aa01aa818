import Foundation
import TesseraKit
import TestSupport
import Testing

/// What places images on Earth goes from `images` to `masks` and `overlays`.
struct GeoreferencingTests {
  private static let world = Data("0.05\n0\n0\n-0.05\n368000.025\n5806999.975\n".utf8)

  @Test func goesAlongWithMasksAndOverlaysOfTheSameGrid() throws {
    let folder = try SegmentCommandTests.trained()
    try FileManager.default.removeItem(at: folder.url.appending(path: "images"))
    try folder.add("images/a/tile 1.jpg", fixture: "images/ycbcr-420.jpg")
    try folder.add("images/a/tile 1.JGW", Self.world)
    try folder.add("images/a/tile 1.prj", Data("PROJCS[\"ETRS89\"]".utf8))
    try folder.add("images/turned.jpg", fixture: "images/orientation6.jpg")
    try folder.add("images/turned.jgw", Self.world)
    try folder.add("images/plain.png", fixture: "images/rgb8.png")
    let segmented = try TesseraCommand.run(
      "segment", "images", "--model", "run", "--output", "masks", "--json", "-", in: folder.url)
    #expect(segmented.status == 0, "\(segmented.messages)")
    #expect(segmented.messages.contains("turned.jpg") && segmented.messages.contains("orientation 6"))
    let summary = try #require(
      try JSONSerialization.jsonObject(with: Data(segmented.output.utf8)) as? [String: Any])
    #expect(summary["written"] as? Int == 3)
    #expect((summary["warnings"] as? [String])?.count == 1)
    #expect(
      folder.files(below: "masks") == [
        "a/tile 1.pgw", "a/tile 1.png", "a/tile 1.prj", "a/tile 1.qml", "classes.csv", "classes.qml", "names.json",
        "plain.png",
        "turned.png",
      ])
    #expect(try folder.data("masks/a/tile 1.pgw") == Self.world)
    #expect(try folder.data("masks/a/tile 1.qml") == folder.data("masks/classes.qml"))
    let image = try RasterFile.info(of: folder.url.appending(path: "images/a/tile 1.jpg"))
    let mask = try RasterFile.info(of: folder.url.appending(path: "masks/a/tile 1.png"))
    #expect(image.width == mask.width && image.height == mask.height)

    let painted = try TesseraCommand.run("overlay", "images", "masks", "--output", "overlays", in: folder.url)
    #expect(painted.status == 0, "\(painted.messages)")
    #expect(
      folder.files(below: "overlays") == [
        "a/tile 1.pgw", "a/tile 1.png", "a/tile 1.prj", "legend.svg", "plain.png", "turned.png",
      ])
    #expect(try folder.data("overlays/a/tile 1.pgw") == Self.world)
  }

  @Test func anImageThatFailsLeavesNoneBehind() throws {
    let folder = try SegmentCommandTests.trained()
    try folder.add("images/cut.png", try folder.data("images/0.png").prefix(700))
    try folder.add("images/cut.pgw", Self.world)
    let outcome = try TesseraCommand.run("segment", "images", "--model", "run", "--output", "masks", in: folder.url)
    #expect(outcome.status == 1)
    #expect(folder.files(below: "masks") == ["0.png", "1.png", "2.png", "classes.csv", "classes.qml", "names.json"])
  }

  @Test func masksOfAnotherModelAreNotMixedIn() throws {
    let folder = try SegmentCommandTests.trained()
    func segment(_ options: String...) throws -> TesseraCommand.Outcome {
      try TesseraCommand.run(["segment", "images", "--model", "run", "--output", "masks"] + options, in: folder.url)
    }
    #expect(try segment().status == 0)
    try FileManager.default.removeItem(at: folder.url.appending(path: "masks/1.png"))
    let finer = try segment("--resume", "--head", "overclustering")
    #expect(finer.status == 1)
    #expect(finer.messages.contains("classes.csv") && finer.messages.contains("--overwrite"))
    #expect(!folder.files(below: "masks").contains("1.png"))
    #expect(try segment("--overwrite", "--head", "overclustering").status == 0)
  }
}
