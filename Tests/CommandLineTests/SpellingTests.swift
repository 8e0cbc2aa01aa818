import Foundation
import TesseraKit
import TestSupport
import Testing

/// Options and class files are read in British and American spelling.
struct SpellingTests {
  private static func small() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.addImage("images/a.png", Raster(width: 3, height: 1, bands: 1, values: [0, 100, 200]))
    try folder.addLabels("masks/a.png", LabelMap(width: 3, height: 1, values: [0, 1, 1]))
    return folder
  }

  @Test(arguments: ["--outline-color", "--outline-colour"], [true, false])
  func coloursOfOutlinesInEitherSpelling(_ option: String, joined: Bool) throws {
    let folder = try Self.small()
    let outcome = try TesseraCommand.run(
      ["overlay", "images", "masks", "--output", "out", "--opacity", "0", "--outlines"]
        + (joined ? ["\(option)=#ff0102"] : [option, "#ff0102"]), in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(
      try Raster(contentsOf: folder.url.appending(path: "out/a.png")).samples
        == .uint8([0, 0, 0, 255, 1, 2, 200, 200, 200]))
  }

  @Test(arguments: ["colour", "color"])
  func masksAndNearestColoursInEitherSpelling(_ spelling: String) throws {
    let folder = try Self.small()
    try folder.add(
      "classes.yaml",
      Data("classes: [{name: a, \(spelling)s: [\"#000000\"]}, {name: b, \(spelling): \"#00ff00\"}]".utf8))
    // The second and third pixels are near green.
    try folder.addImage("labels/a.png", Raster(width: 3, height: 1, bands: 3, values: [0, 0, 0, 1, 250, 0, 0, 254, 3]))
    let outcome = try TesseraCommand.run(
      "evaluate", "masks", "labels", "--classes-file", "classes.yaml", "--nearest-\(spelling)", "--match",
      "many-to-one",
      "--json", "-", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.output.contains("\"pixelAccuracy\" : 1"), "\(outcome.output)")
    let format = try TesseraCommand.run(
      "segment", "images", "--model", "nothing", "--output", "out", "--format", spelling, in: folder.url)
    #expect(format.status == 1 && !format.messages.contains("--format"), "\(format.messages)")
    let safe = try TesseraCommand.run(
      "overlay", "images", "masks", "--output", "safe", "--\(spelling)s", "safe", in: folder.url)
    #expect(safe.status == 0, "\(safe.messages)")
  }

  @Test func helpShowsOneSpelling() throws {
    let folder = try TemporaryFolder()
    for command in ["overlay", "evaluate", "segment", "report", "run", "train", "classes"] {
      let help = try TesseraCommand.run(command, "--help", in: folder.url).output
      #expect(help.contains("USAGE") && help.range(of: "color", options: .caseInsensitive) == nil, "\(command)")
    }
    let dash = try TesseraCommand.run("inspect", "--", "--color", in: folder.url)
    #expect(dash.messages.contains("--color:"), "\(dash.messages)")
  }
}
