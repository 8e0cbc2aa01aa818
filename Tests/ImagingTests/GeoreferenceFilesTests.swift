import Basics
import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct GeoreferenceFilesTests {
  fileprivate let folder: TemporaryFolder
  private static let world = "0.05\n0\n0\n-0.05\n368000.025\n5806999.975\n"

  init() throws { folder = try TemporaryFolder() }

  fileprivate func add(_ name: String, _ text: String = world) throws {
    try Data(text.utf8).write(to: folder.file(name))
  }

  private func addImage(_ name: String, fixture: String) throws {
    try Data(contentsOf: Fixtures.url("images/\(fixture)")).write(to: folder.file(name))
  }

  private func text(_ name: String) throws -> String { try String(contentsOf: folder.file(name), encoding: .utf8) }

  private func write(_ image: String, to output: String, replaces: Bool = false) throws -> GeoreferenceFiles.Written {
    let url = folder.file(image)
    return try RasterFile.info(of: url).writeGeoreference(
      beside: folder.file(output), style: "style", replaces: replaces)
  }

  fileprivate var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() }
  }

  @Test(arguments: [
    ("a.png", "a.pgw"), ("a.png", "a.PGW"), ("a.png", "a.pngw"), ("a.png", "a.wld"), ("a.PNG", "a.pgw"),
    ("a.jpg", "a.jgw"), ("a.jpg", "a.jpgw"), ("a.JPG", "a.JGW"), ("a.jpeg", "a.jgw"), ("a.jpeg", "a.jpegw"),
    ("a.jpg", "a.WLD"), ("b.c d.jpg", "b.c d.jgw"), ("no extension", "no extension.wld"),
  ]) func theWorldFileIsFoundUnderItsNames(_ image: String, _ world: String) throws {
    try add(world)
    #expect(GeoreferenceFiles(beside: folder.file(image)).world == folder.file(world))
    #expect(GeoreferenceFiles(beside: folder.file("other.png")).isEmpty)
  }

  @Test func theNearestNameIsTaken() throws {
    for name in ["a.wld", "a.pngw", "a.pgw"] {
      try add(name)
      #expect(GeoreferenceFiles(beside: folder.file("a.png")).world == folder.file(name))
    }
  }

  @Test func filesOfAJPEGGetTheNamesOfAPNG() throws {
    try addImage("tile.jpg", fixture: "ycbcr-420.jpg")
    try add("tile.jgw")
    try add("tile.prj", "PROJCS[]")
    try add("tile.jpg.aux.xml", "<PAMDataset><SRS>x</SRS></PAMDataset>")
    let outputs = folder.file("out")
    try FileManager.default.createDirectory(at: outputs, withIntermediateDirectories: false)
    let written = try write("tile.jpg", to: "out/tile.png")
    #expect(written.warning == nil && written.created.count == 4)
    #expect(try text("out/tile.pgw") == Self.world)
    #expect(try text("out/tile.prj") == "PROJCS[]")
    #expect(try text("out/tile.png.aux.xml").contains("<SRS>x</SRS>"))
    #expect(try text("out/tile.qml") == "style")
    written.remove()
    #expect(try FileManager.default.contentsOfDirectory(atPath: outputs.path).isEmpty)
  }

  @Test func statisticsOfTheImagesBandsStayBehind() throws {
    try addImage("a.png", fixture: "rgb8.png")
    try add(
      "a.png.aux.xml",
      """
      <PAMDataset>
        <GeoTransform>1, 2, 3, 4, 5, 6</GeoTransform>
        <PAMRasterBand band="1"><Metadata><MDI key="STATISTICS_MEAN">80</MDI></Metadata></PAMRasterBand>
        <PAMRasterBand band="2"><Histograms/></PAMRasterBand>
      </PAMDataset>
      """)
    _ = try write("a.png", to: "mask.png")
    let result = try text("mask.png.aux.xml")
    #expect(result.contains("<GeoTransform>1, 2, 3, 4, 5, 6</GeoTransform>") && result.contains("</PAMDataset>"))
    #expect(!result.contains("PAMRasterBand") && !result.contains("STATISTICS") && !result.contains("Histograms"))
  }

  @Test(arguments: 2...8) func aTurnedImageIsWarnedOf(_ orientation: Int) throws {
    try addImage("a.jpg", fixture: "orientation\(orientation).jpg")
    try add("a.jgw")
    let written = try write("a.jpg", to: "a.png")
    let warning = try #require(written.warning)
    #expect(warning.contains(folder.file("a.jpg").path) && warning.contains("orientation \(orientation)"))
    #expect(try names == ["a.jgw", "a.jpg"])
  }

  @Test func anImageWithoutThemGetsNothing() throws {
    try addImage("a.png", fixture: "rgb8.png")
    let written = try write("a.png", to: "mask.png")
    #expect(written.created.isEmpty && written.warning == nil)
    #expect(try names == ["a.png"])
  }

  @Test func anotherFileIsKeptUnlessItMayBeReplaced() throws {
    try addImage("a.png", fixture: "rgb8.png")
    try add("a.pgw")
    try add("mask.pgw", "mine")
    let error = #expect(throws: FileAccessError.self) { _ = try write("a.png", to: "mask.png") }
    #expect(error == .occupied(path: folder.file("mask.pgw").path))
    #expect(try text("mask.pgw") == "mine")
    #expect(try write("a.png", to: "mask.png", replaces: true).warning == nil)
    #expect(try text("mask.pgw") == Self.world)
    // The same again is no conflict.
    #expect(try write("a.png", to: "mask.png").warning == nil)
  }

  @Test func aPictureBesideItsImageSharesItsFiles() throws {
    try addImage("a.jpg", fixture: "ycbcr-420.jpg")
    try add("a.jgw")
    try add("a.prj", "PROJCS[]")
    let written = try write("a.jpg", to: "a.png", replaces: true)
    #expect(try names == ["a.jgw", "a.jpg", "a.pgw", "a.prj", "a.qml"])
    written.remove()
    #expect(try names == ["a.jgw", "a.jpg", "a.prj"])
  }
}

extension GeoreferenceFilesTests {
  @Test func theCoordinateSystemComesFromTheFilesBeside() throws {
    try add("a.prj", CoordinateSystemTests.utm)
    #expect(Georeference(of: folder.file("a.png")).coordinateSystem?.epsg == 32633)
    try add(
      "b.png.aux.xml",
      "<PAMDataset><SRS dataAxisToSRSAxisMapping=\"2,1\">\(Markup.escape(CoordinateSystemTests.degrees))</SRS>"
        + "<GeoTransform> 1.0e+01, 2, 0, 40, 0, -3</GeoTransform></PAMDataset>")
    let place = Georeference(of: folder.file("b.png"))
    #expect(place.coordinateSystem?.epsg == 4326)
    #expect(place.transform?.geoTransform == [10, 2, 0, 40, 0, -3])
  }

  @Test func aPlaceThatTheImageTellsIsWrittenBesideAPicture() throws {
    let system = try #require(CoordinateSystem(wkt: CoordinateSystemTests.utm))
    let place = Georeference(
      transform: PixelTransform(geoTransform: [500_000, 10, 0, 5_800_000, 0, -10]), coordinateSystem: system)
    let info = RasterInfo(path: "a.tif", width: 4, height: 4, bands: 1, georeference: place)
    _ = try info.writeGeoreference(beside: folder.file("mask.png"), style: "style", replaces: false)
    #expect(try names == ["mask.pgw", "mask.png.aux.xml", "mask.qml"])
    let back = Georeference(of: folder.file("mask.png"))
    #expect(back.transform == place.transform && back.coordinateSystem == system)
  }
}
