import Foundation
import TesseraKit
import TestSupport
import Testing

struct SieveCommandTests {
  private static let world = Data("0.5\n0\n0\n-0.5\n368000.25\n5806999.75\n".utf8)
  private static let projection = Data(#"PROJCS["local",UNIT["metre",1]]"#.utf8)
  private static let mask = LabelMap(width: 4, height: 3, values: [0, 0, 0, 1, 0, 2, 0, 1, 0, 0, 0, 1])

  private static func labels(_ folder: TemporaryFolder, _ path: String) throws -> LabelMap {
    try LabelMap(contentsOf: folder.url.appending(path: path), as: .mask)
  }

  @Test func masksKeepTheirEncodingNamesAndPlaces() throws {
    let folder = try TemporaryFolder()
    let palette = Palette([1, 2, 3].map { Palette.Colour(hex: $0) })
    try Self.mask.write(to: try folder.add("masks/ü/a b.png", Data()), palette: palette)
    try folder.add("masks/ü/a b.pgw", Self.world)
    try folder.add("masks/ü/a b.prj", Self.projection)
    try folder.addLabels("masks/wide.png", LabelMap(width: 2, height: 2, values: [300, 300, 9, 65535]))
    try folder.addLabels("masks/grey.png", LabelMap(width: 3, height: 1, values: [4, 255, 4]))
    for name in ["classes.csv", "classes.qml"] { try folder.add("masks/\(name)", Data("\(name) 1".utf8)) }
    let outcome = try TesseraCommand.run("sieve", "masks", "--output", "out", "--min-size", "3", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(
      outcome.output.hasSuffix(
        "out: 3 masks; 2 of 7 regions merged into others\n2 small regions have no neighbour and stay\n"),
      "\(outcome.output)")
    #expect(
      folder.files(below: "out") == [
        "classes.csv", "classes.qml", "grey.png", "wide.png", "ü/a b.pgw", "ü/a b.png", "ü/a b.prj", "ü/a b.qml",
      ])
    #expect(try Self.labels(folder, "out/ü/a b.png").values == [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1])
    #expect(try Self.labels(folder, "out/wide.png").values == [300, 300, 300, 65535])
    #expect(try Self.labels(folder, "out/grey.png").values == [4, 65535, 4])
    let stored = try RasterFile.open(folder.url.appending(path: "out/ü/a b.png"), as: .storedValues).info
    #expect(stored.palette == palette)
    let wide = try RasterFile.open(folder.url.appending(path: "out/wide.png"), as: .storedValues).info
    #expect(wide.storedBitDepth == 16)
    #expect(try folder.data("out/ü/a b.pgw") == Self.world)
    #expect(try folder.data("out/classes.csv") == Data("classes.csv 1".utf8))
    #expect(try folder.data("out/ü/a b.qml") == Data("classes.qml 1".utf8))
  }

  @Test func areasOnTheGroundTakeAPlaceOnEarth() throws {
    let folder = try TemporaryFolder()
    try folder.addLabels("masks/a.png", Self.mask)
    try folder.add("masks/a.pgw", Self.world)
    try folder.add("masks/a.prj", Self.projection)
    try folder.addLabels("masks/b.png", Self.mask)
    // A pixel has a quarter of a square metre.
    let outcome = try TesseraCommand.run(
      "sieve", "masks", "--output", "out", "--min-area", "0.75m2", in: folder.url)
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("b.png") && outcome.messages.contains("how large its pixels are"))
    #expect(try Self.labels(folder, "out/a.png").values == [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1])
    #expect(folder.files(below: "out") == ["a.pgw", "a.png", "a.prj"])
    let larger = try TesseraCommand.run(
      "sieve", "masks/a.png", "--output", "larger", "--min-area", "0.0001ha", in: folder.url)
    #expect(larger.status == 0, "\(larger.messages)")
    #expect(Set(try Self.labels(folder, "larger/a.png").values) == [0])
  }

  @Test func existingMasksAreKeptOrReplacedAsAsked() throws {
    let folder = try TemporaryFolder()
    try folder.addLabels("masks/a.png", Self.mask)
    try folder.addLabels("masks/b.png", Self.mask)
    func sieve(_ options: String...) throws -> TesseraCommand.Outcome {
      try TesseraCommand.run(["sieve", "masks", "--output", "out", "--min-size", "2"] + options, in: folder.url)
    }
    #expect(try sieve().status == 0)
    let again = try sieve()
    #expect(again.status == 1 && again.messages.contains("--overwrite"))
    try FileManager.default.removeItem(at: folder.url.appending(path: "out/b.png"))
    let resumed = try sieve("--resume")
    #expect(resumed.status == 0 && resumed.output.contains("1 mask, 1 was there already; 1 of 3 regions"))
    #expect(try sieve("--overwrite").output.contains("2 masks; 2 of 6 regions"))
    let onto = try TesseraCommand.run(
      "sieve", "masks", "--output", "masks", "--min-size", "2", "--overwrite", in: folder.url)
    #expect(onto.status == 1 && onto.messages.contains("replaced by its own output"), "\(onto.messages)")
    #expect(try Self.labels(folder, "masks/a.png") == Self.mask)
  }

  @Test func masksOfColoursStayInThem() throws {
    let folder = try TemporaryFolder()
    let table = "value,name,colour,red,green,blue\n3,sea,#0000ff,0,0,255\n5,land,#00ff00,0,255,0\n"
    try folder.add("masks/classes.csv", Data(table.utf8))
    let (sea, land): ([UInt8], [UInt8]) = ([0, 0, 255], [0, 255, 0])
    let pixels = [sea, sea, sea, land, sea, [0, 0, 0]]
    try folder.addImage("masks/a.png", Raster(width: 3, height: 2, bands: 3, values: pixels.flatMap { $0 }))
    let outcome = try TesseraCommand.run("sieve", "masks", "--output", "out", "--min-size", "2", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let sieved = [sea, sea, sea, sea, sea, [0, 0, 0]]
    #expect(try Raster(contentsOf: folder.url.appending(path: "out/a.png")).samples == .uint8(sieved.flatMap { $0 }))
    let traced = try TesseraCommand.run("polygons", "masks", "--output", "map.geojson", in: folder.url)
    #expect(traced.status == 0 && traced.output.contains("sea") && traced.output.contains("2 polygons of 1 mask"))
    try folder.addImage("other/a.png", Raster(width: 1, height: 1, bands: 3, values: land))
    let unnamed = try TesseraCommand.run("sieve", "other", "--output", "none", "--min-size", "2", in: folder.url)
    #expect(unnamed.status == 1 && unnamed.messages.contains("holds colours"), "\(unnamed.messages)")
    try folder.addImage("masks/b.png", Raster(width: 2, height: 1, bands: 3, values: land + [1, 2, 3]))
    let unknown = try TesseraCommand.run(
      "sieve", "masks/b.png", "--output", "none", "--min-size", "2", in: folder.url)
    #expect(unknown.status == 1 && unknown.messages.contains("#010203 at column 1, row 0"), "\(unknown.messages)")
  }

  @Test func whatIsNoMaskIsTold() throws {
    let folder = try TemporaryFolder()
    try folder.addLabels("masks/a.png", Self.mask)
    try folder.add("masks/cut.png", try folder.data("masks/a.png").prefix(60))
    let outcome = try TesseraCommand.run("sieve", "masks", "--output", "out", "--min-size", "2", in: folder.url)
    #expect(outcome.status == 1 && outcome.messages.contains("cut.png") && outcome.messages.contains("1 of 2 images"))
    #expect(folder.files(below: "out") == ["a.png"])
    try FileManager.default.createDirectory(at: folder.url.appending(path: "empty"), withIntermediateDirectories: true)
    let empty = try TesseraCommand.run("sieve", "empty", "--output", "none", "--min-size", "2", in: folder.url)
    #expect(empty.status == 1 && empty.messages.contains("no PNG or JPEG images"))
    for options in [[], ["--min-size", "0"], ["--min-size", "3", "--min-area", "1m2"], ["--min-area", "5"]] {
      let refused = try TesseraCommand.run(["sieve", "masks", "--output", "none"] + options, in: folder.url)
      #expect(refused.status == 64, "\(options): \(refused.messages)")
    }
    #expect(folder.files(below: "none").isEmpty)
  }

  @Test(arguments: ["index", "colour"]) func segmentMergesTheSameRegions(_ format: String) throws {
    let folder = try SegmentCommandTests.trained()
    func run(_ arguments: String...) throws {
      let outcome = try TesseraCommand.run(arguments, in: folder.url)
      #expect(outcome.status == 0, "\(outcome.messages)")
    }
    try run("segment", "images", "--model", "run", "--output", "plain")
    try run("sieve", "plain", "--output", "sieved", "--min-size", "40")
    try run(
      "segment", "images", "--model", "run", "--output", "direct", "--min-region", "40", "--format", format)
    #expect(try folder.data("plain/0.png") != folder.data("sieved/0.png"))
    if format == "index" {
      for file in folder.files(below: "sieved") {
        #expect(try folder.data("direct/\(file)") == folder.data("sieved/\(file)"), "\(file)")
      }
    } else {
      let naming = try Naming(contentsOf: folder.url.appending(path: "plain/names.json"))
      let shown = try Self.labels(folder, "sieved/0.png").values.flatMap { label -> [UInt8] in
        let colour = naming.classes[Int(label)].colour(number: Int(label))
        return [colour.red, colour.green, colour.blue]
      }
      #expect(try Raster(contentsOf: folder.url.appending(path: "direct/0.png")).samples == .uint8(shown))
    }
    let measures = try TesseraCommand.run(
      "segment", "images", "--model", "run", "--output", "none", "--min-region", "4", "--format", "margin",
      in: folder.url)
    #expect(measures.status == 64 && measures.messages.contains("--min-region"))
  }
}
