import Foundation
import TesseraKit
import TestSupport
import Testing

/// The way from rasters of GDAL to georeferenced masks.
@Suite(.enabled(if: RasterFile.hasGDAL, "rasters are read by builds with GDAL: swift test -c release --traits GDAL"))
struct RasterCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let quick = [
    "--steps", "2", "--classes", "3", "--overclusters", "5", "--set", "input.cropSize=24", "--set",
    "optimization.pairs=2", "--set", "network.trunk=[{channels: 8}]", "--set",
    "segmentation.smoothingRadius=0",
  ]

  private func fixture(_ name: String) -> String { Fixtures.url("rasters/\(name)").path }

  @discardableResult private func run(_ arguments: String..., options: [String] = []) throws -> TesseraCommand.Outcome {
    let outcome = try TesseraCommand.run(arguments + options, in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    return outcome
  }

  private func labels(_ path: String) throws -> LabelMap {
    try LabelMap(contentsOf: folder.url.appending(path: path), as: .mask)
  }

  @Test func oneImageInManyFormatsHasOneMask() throws {
    try run("train", fixture("rgb.png"), "--output", "run", options: Self.quick)
    for name in ["rgb.png", "rgb.tif", "rgb.jp2", "mosaic.vrt"] {
      try run("segment", fixture(name), "--model", "run", "--output", "masks-\(name)")
    }
    let expected = try labels("masks-rgb.png/rgb.png")
    for path in ["masks-rgb.tif/rgb.png", "masks-rgb.jp2/rgb.png", "masks-mosaic.vrt/mosaic.png"] {
      let mask = try labels(path)
      #expect(mask == expected, "\(path)")
    }
  }

  @Test func masksAreGeoTIFFsWhereTheImageLies() throws {
    try run("train", fixture("left.tif"), fixture("right.tif"), "--output", "run", options: Self.quick)
    let images = [fixture("left.tif"), fixture("right.tif")]
    try run("segment", "--model", "run", "--output", "png", options: images)
    try run(
      "segment", "--model", "run", "--output", "tif", "--format", "geotiff", "--mosaic", "map.tif", options: images)
    try run(
      "segment", "--model", "run", "--output", "sure", "--format", "probability", "--geotiff", "--mosaic", "sure.vrt",
      options: images)
    let (tif, png) = (try labels("tif/left.tif"), try labels("png/left.png"))
    #expect(tif == png)
    let mask = try RasterFile.info(of: folder.url.appending(path: "tif/right.tif"))
    #expect(mask.noData == 255 && mask.palette != nil)
    let image = try RasterFile.info(of: Fixtures.url("rasters/right.tif"))
    #expect(mask.georeference == image.georeference)
    let map = try labels("map.tif")
    let right = try labels("png/right.png")
    #expect(map.width == 40 && map.height == 30 && map.values[39] == right.values[15])
    #expect(try String(contentsOf: folder.url.appending(path: "map.qml"), encoding: .utf8).contains("cluster 2"))
    let sure = try RasterFile.info(of: folder.url.appending(path: "sure.vrt"))
    #expect(sure.width == 40 && sure.bands == 3)
    #expect(try RasterFile.info(of: folder.url.appending(path: "sure/left.tif")).bandNames.count == 3)
    let text = try String(contentsOf: folder.url.appending(path: "tif/left.tif.aux.xml"), encoding: .utf8)
    #expect(text.contains("<Category>"))
    // Masks that are GeoTIFFs are read by the other verbs.
    try run("sieve", "tif", "--output", "sieved", "--min-size", "2")
    let sieved = try RasterFile.info(of: folder.url.appending(path: "sieved/left.tif"))
    #expect(sieved.noData == 255 && sieved.palette == mask.palette)
    try run("polygons", "tif", "--output", "map.gpkg")
    try run("areas", "tif")
    try run("overlay", fixture("left.tif"), "tif", "--output", "overlays")
  }

  @Test func bandsAreChosenByNameOrNumber() throws {
    try run("train", fixture("ten-bands.tif"), "--output", "all", options: Self.quick)
    try run("train", fixture("ten-bands.tif"), "--output", "named", "--bands", "B8,B4,B3", options: Self.quick)
    try run("train", fixture("ten-bands.tif"), "--output", "numbered", "--bands", "7,3,2", options: Self.quick)
    func model(_ name: String) throws -> SegmentationModel {
      try SegmentationModel(contentsOf: folder.url.appending(path: name))
    }
    #expect(try model("all").input.channels == 10 && model("named").input.channels == 3)
    for name in ["all", "named", "numbered"] {
      try run("segment", fixture("ten-bands.tif"), "--model", name, "--output", "masks-\(name)")
    }
    let (named, numbered) = (try labels("masks-named/ten-bands.png"), try labels("masks-numbered/ten-bands.png"))
    #expect(named == numbered)
    try run("page", fixture("ten-bands.tif"), "--model", "named", "--output", "page.html")
    let absent = try TesseraCommand.run(
      "segment", fixture("rgb.tif"), "--model", "named", "--output", "absent", in: folder.url)
    #expect(absent.status == 1 && absent.messages.contains("no band B8"), "\(absent.messages)")
    let few = try TesseraCommand.run(
      "segment", fixture("rgb.tif"), "--model", "all", "--output", "few", in: folder.url)
    #expect(few.status == 1 && few.messages.contains("10"), "\(few.messages)")
  }

  @Test func imagesOfOtherBandsAreLeftOut() throws {
    let outcome = try TesseraCommand.run(
      ["train", fixture("ten-bands.tif"), fixture("rgb.tif"), "--output", "run"] + Self.quick, in: folder.url)
    #expect(outcome.status == 1 && outcome.messages.contains("fewer than 10 channels"), "\(outcome.messages)")
  }

  @Test func float32AndWhatHasNoDataReachTheMask() throws {
    try run("train", fixture("heights.tif"), "--output", "run", options: Self.quick)
    try run("segment", fixture("heights.tif"), "--model", "run", "--output", "masks")
    let mask = try labels("masks/heights.png")
    let none = Set((0..<7).map { 3 * 40 + $0 } + [5 * 40 + 5])
    #expect(mask.values.indices.allSatisfy { (mask.values[$0] == Label.none) == none.contains($0) })
  }

  @Test func aRemoteRasterIsRefused() throws {
    let outcome = try TesseraCommand.run(
      ["train", fixture("remote.vrt"), "--output", "run"] + Self.quick, in: folder.url)
    #expect(outcome.status == 1 && outcome.messages.contains("/vsicurl/"), "\(outcome.messages)")
  }
}

@Suite(.enabled(if: !RasterFile.hasGDAL, "this is what builds without GDAL say")) struct RasterCommandWithoutGDALTests {
  @Test func theWayToGDALIsTold() throws {
    let folder = try TemporaryFolder()
    let read = try TesseraCommand.run(
      "train", Fixtures.url("rasters/rgb.tif").path, "--output", "run", in: folder.url)
    #expect(read.status != 0 && read.messages.contains("--traits GDAL"), "\(read.messages)")
    let written = try TesseraCommand.run(
      "segment", ".", "--model", "run", "--output", "masks", "--format", "geotiff", in: folder.url)
    #expect(written.status != 0 && written.messages.contains("--traits GDAL"), "\(written.messages)")
  }
}
