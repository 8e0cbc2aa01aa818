import Foundation
import Imaging
import Testing

struct OverlayCommandTests {
  @Test func mixesTheColoursOfImageAndMask() throws {
    let folder = try TemporaryFolder()
    try folder.addImage("images/a.png", RasterImage(width: 2, height: 1, channels: 1, values: [0, 200]))
    try folder.addLabels("masks/a.png", LabelMap(width: 2, height: 1, values: [4, 255]))
    try folder.addImage("images/alone.png", RasterImage(width: 1, height: 1, channels: 1, values: [0]))
    let outcome = try TesseraCommand.run(
      "overlay", "images", "masks", "--output", "out", "--opacity", "0.25", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.messages.contains("alone.png"))
    let colour = Palette.standard[4]
    let mixed = [colour.red, colour.green, colour.blue].map { UInt8((Float($0) / 4).rounded()) }
    let image = try RasterImage(contentsOf: folder.url.appending(path: "out/a.png"))
    #expect(image == RasterImage(width: 2, height: 1, channels: 3, values: mixed + [200, 200, 200]))
  }

  @Test func masksOfAnotherSizeAreRefused() throws {
    let folder = try TemporaryFolder()
    try folder.addImage("images/a.png", RasterImage(width: 2, height: 1, channels: 1, values: [0, 200]))
    try folder.addLabels("masks/a.png", LabelMap(width: 1, height: 2, values: [0, 0]))
    let outcome = try TesseraCommand.run("overlay", "images", "masks", "--output", "out", in: folder.url)
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("1 x 2") && outcome.messages.contains("a.png"))
    #expect(folder.files(below: "out").isEmpty)
  }

  @Test func opacitiesOutsideTheirRangeAreRefused() throws {
    let folder = try TemporaryFolder()
    let outcome = try TesseraCommand.run(
      "overlay", "images", "masks", "--output", "out", "--opacity", "1.5", in: folder.url)
    #expect(outcome.status == 64)
    #expect(outcome.messages.contains("--opacity"))
  }
}
