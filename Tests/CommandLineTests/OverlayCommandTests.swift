import Foundation
import FoundationXML
import TesseraKit
import TestSupport
import Testing

struct OverlayCommandTests {
  @Test func mixesTheColoursOfImageAndMask() throws {
    let folder = try TemporaryFolder()
    try folder.addImage("images/a.png", Raster(width: 2, height: 1, bands: 1, values: [0, 200]))
    try folder.addLabels("masks/a.png", LabelMap(width: 2, height: 1, values: [4, 255]))
    try folder.addImage("images/alone.png", Raster(width: 1, height: 1, bands: 1, values: [0]))
    let outcome = try TesseraCommand.run(
      "overlay", "images", "masks", "--output", "out", "--opacity", "0.25", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.messages.contains("alone.png"))
    let colour = Palette.standard[4]
    let mixed = [colour.red, colour.green, colour.blue].map { UInt8((Float($0) / 4).rounded()) }
    let image = try Raster(contentsOf: folder.url.appending(path: "out/a.png"))
    #expect(image == Raster(width: 2, height: 1, bands: 3, values: mixed + [200, 200, 200]))
  }

  @Test func masksOfAnotherSizeAreRefused() throws {
    let folder = try TemporaryFolder()
    try folder.addImage("images/a.png", Raster(width: 2, height: 1, bands: 1, values: [0, 200]))
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

  /// Two images of different sizes with masks and labels; by a third, cluster 1 is class 0 and cluster 0 is class 1.
  private static func small() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.addImage("images/a b.png", Raster(width: 3, height: 1, bands: 1, values: [0, 100, 200]))
    try folder.addLabels("masks/a b.png", LabelMap(width: 3, height: 1, values: [1, 0, 0]))
    try folder.addLabels("labels/a b.png", LabelMap(width: 3, height: 1, values: [0, 0, 255]))
    try folder.addImage("images/ü/dot.png", Raster(width: 1, height: 1, bands: 3, values: [1, 2, 3]))
    try folder.addLabels("masks/ü/dot.png", LabelMap(width: 1, height: 1, values: [1]))
    try folder.addLabels("labels/ü/dot.png", LabelMap(width: 1, height: 1, values: [0]))
    try folder.add(
      "classes.yaml",
      Data(
        """
        classes:
          - name: "wet & <dry>"
            colours: ["#0a0b0c"]
            values: [0]
          - name: dunes
            values: [1]
        """.utf8))
    try folder.addLabels("few masks/a.png", LabelMap(width: 2, height: 1, values: [1, 0]))
    try folder.addLabels("few labels/a.png", LabelMap(width: 2, height: 1, values: [0, 1]))
    let scores = try TesseraCommand.run(
      "evaluate", "few masks", "few labels", "--classes-file", "classes.yaml", "--json", "scores.json", in: folder.url)
    #expect(scores.status == 0, "\(scores.messages)")
    return folder
  }

  private static func values(_ folder: TemporaryFolder, _ path: String) throws -> [UInt8] {
    guard case .uint8(let values) = try Raster(contentsOf: folder.url.appending(path: path)).samples else {
      return []
    }
    return values
  }

  @Test func clustersAreShownAsTheClassesTheyWereMatchedTo() throws {
    let folder = try Self.small()
    let outcome = try TesseraCommand.run(
      "overlay", "images", "masks", "--output", "out", "--opacity", "1", "--classes-file", "classes.yaml",
      "--matching", "scores.json", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let dunes = Palette.standard[1]
    #expect(
      try Self.values(folder, "out/a b.png") == [10, 11, 12] + [dunes, dunes].flatMap { [$0.red, $0.green, $0.blue] })
    #expect(try Self.values(folder, "out/ü/dot.png") == [10, 11, 12])
    let legend = try String(decoding: folder.data("out/legend.svg"), as: UTF8.self)
    #expect(legend.contains("wet &amp; &lt;dry&gt; (cluster 1)") && legend.contains("#0a0b0c"))
    #expect(legend.contains("dunes (cluster 0)"))
    #expect(try XMLDocument(data: folder.data("out/legend.svg")).rootElement()?.name == "svg")

    let safe = try TesseraCommand.run(
      "overlay", "images", "masks", "--output", "safe", "--opacity", "1", "--classes-file", "classes.yaml",
      "--matching", "scores.json", "--colours", "safe", in: folder.url)
    #expect(safe.status == 0, "\(safe.messages)")
    let first = Palette.standard[0]
    #expect(try Self.values(folder, "safe/ü/dot.png") == [first.red, first.green, first.blue])
  }

  @Test func errorsAreRightWrongOrIgnored() throws {
    let folder = try Self.small()
    let outcome = try TesseraCommand.run(
      "overlay", "images", "masks", "--output", "out", "--opacity", "1", "--errors", "--labels", "labels",
      "--matching", "scores.json", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let colours = AgreementRows.palette.colours.flatMap { [$0.red, $0.green, $0.blue] }
    #expect(try Self.values(folder, "out/a b.png") == colours)
    #expect(try Self.values(folder, "out/ü/dot.png") == Array(colours.prefix(3)))
  }

  @Test func panelsLieBesideEachOtherAndAllFitOnOneSheet() throws {
    let folder = try Self.small()
    let outcome = try TesseraCommand.run(
      "overlay", "images", "masks", "--output", "out", "--contact-sheet", "sheet.png", "--side-by-side", "--labels",
      "labels", "--matching", "scores.json", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let picture = try Raster(contentsOf: folder.url.appending(path: "out/a b.png"))
    #expect(picture.width == 4 * 3 + 3 && picture.height == 1)
    #expect(Array(try Self.values(folder, "out/a b.png").prefix(9)) == [0, 0, 0, 100, 100, 100, 200, 200, 200])
    let sheet = try RasterFile.info(of: folder.url.appending(path: "sheet.png"))
    #expect(sheet.format == .png && sheet.width > 4 * 3 && sheet.width < 240)
    #expect(try folder.data("sheet-legend.svg") == folder.data("out/legend.svg"))
    let refused = try TesseraCommand.run(
      "overlay", "images", "masks", "--contact-sheet", "sheet.png", in: folder.url)
    #expect(refused.status == 1)
    #expect(refused.messages.contains("sheet.png") && refused.messages.contains("--overwrite"))
  }

  @Test func oneUnreadableImageLeavesAPlaceOnTheSheet() throws {
    let folder = try Self.small()
    try folder.add("images/broken.png", Data("no image".utf8))
    try folder.addLabels("masks/broken.png", LabelMap(width: 1, height: 1, values: [1]))
    let outcome = try TesseraCommand.run("overlay", "images", "masks", "--contact-sheet", "sheet.png", in: folder.url)
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("broken.png"))
    #expect(outcome.output.contains("2 pictures"))
    #expect(folder.files().contains("sheet.png"))
  }

  @Test func outlinesAreDrawnInTheirColour() throws {
    let folder = try Self.small()
    let outcome = try TesseraCommand.run(
      "overlay", "images/a b.png", "masks/a b.png", "--output", "out", "--opacity", "0", "--outlines",
      "--outline-colour", "#ff0102", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(try Self.values(folder, "out/a b.png") == [0, 0, 0, 255, 1, 2, 200, 200, 200])
  }

  @Test func whatCannotBeIsToldBeforeTheWork() throws {
    let folder = try Self.small()
    let nowhere = try TesseraCommand.run("overlay", "images", "masks", in: folder.url)
    #expect(nowhere.status == 64 && nowhere.messages.contains("--contact-sheet"))
    let unlabelled = try TesseraCommand.run("overlay", "images", "masks", "--output", "out", "--errors", in: folder.url)
    #expect(unlabelled.status == 64 && unlabelled.messages.contains("--labels"))
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "empty"), withIntermediateDirectories: true)
    let empty = try TesseraCommand.run("overlay", "images", "empty", "--output", "out", in: folder.url)
    #expect(empty.status == 1 && empty.messages.contains("no PNG or JPEG images found"))
    let strange = try TesseraCommand.run(
      "overlay", "images", "masks", "--output", "out", "--matching", "classes.yaml", in: folder.url)
    #expect(strange.status == 1 && strange.messages.contains("tessera evaluate --json"))
    #expect(folder.files(below: "out").isEmpty)
  }

  @Test func labelsOfADataSetAreReadByTheirColours() throws {
    let folder = try TemporaryFolder()
    try folder.addImage("images/a.png", Raster(width: 3, height: 1, bands: 1, values: [7, 7, 7]))
    // Building, tree, boundary.
    let colours: [UInt8] = [0, 0, 255, 0, 255, 0, 0, 0, 0]
    try folder.addImage("labels/a.png", Raster(width: 3, height: 1, bands: 3, values: colours))
    let outcome = try TesseraCommand.run(
      "overlay", "images", "labels", "--dataset", "potsdam", "--opacity", "1", "--output", "out", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(try Self.values(folder, "out/a.png") == [0, 0, 255, 0, 255, 0, 7, 7, 7])
    #expect(try String(decoding: folder.data("out/legend.svg"), as: UTF8.self).contains(">tree</text>"))
  }

  @Test func aLabelOfATurnedImageIsTold() throws {
    let folder = try TemporaryFolder()
    try folder.add("images/a.jpg", fixture: "images/orientation6.jpg")
    let image = try RasterFile.info(of: Fixtures.url("images/orientation6.jpg"))
    try folder.addLabels(
      "labels/a.png",
      LabelMap(width: image.height, height: image.width, values: .init(repeating: 0, count: image.width * image.height))
    )
    let outcome = try TesseraCommand.run("overlay", "images", "labels", "--output", "out", in: folder.url)
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("is stored turned (Exif orientation 6)"), "\(outcome.messages)")
    #expect(outcome.messages.contains("1 of 1 image could not be painted over"))
  }
}
