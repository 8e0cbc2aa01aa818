import Foundation
import Imaging
import TestSupport
import Testing

@Suite(.enabled(if: RasterFile.hasGDAL, "GDAL is read only by builds with the trait: swift test --traits GDAL"))
struct GDALSourceTests {
  private func url(_ name: String) -> URL { Fixtures.url("rasters/\(name)") }

  private func image(_ name: String, as content: RasterFile.Content = .image) throws -> Raster {
    try RasterFile.open(url(name), as: content).readAll()
  }

  /// The samples of the fixtures' formula.
  private func formula(_ bands: Int, _ modulus: Int) -> [Int] {
    (0..<30).flatMap { y in (0..<40).flatMap { x in (0..<bands).map { (17 * x + 31 * y + 101 * $0) % modulus } } }
  }

  @Test func tenBandsOf16BitsAreRead() throws {
    let info = try RasterFile.info(of: url("ten-bands.tif"))
    #expect(info.bands == 10 && info.sampleType == .uint16 && info.hasAlpha == false && info.format?.name == "GeoTIFF")
    #expect(info.bandNames == ["B2", "B3", "B4", "B5", "B6", "B7", "B8", "B8A", "B11", "B12"])
    #expect(info.georeference.transform?.geoTransform == [500_000, 10, 0, 5_800_000, 0, -10])
    #expect(info.georeference.coordinateSystem?.epsg == 32633)
    #expect(try image("ten-bands.tif").samples == .uint16(formula(10, 4001).map { UInt16($0) }))
  }

  @Test func blocksOfRowsAndWindowsAreThePixelsOfTheWhole() throws {
    let whole = try image("ten-bands.tif")
    let source = try #require(try RasterFile.open(url("ten-bands.tif")) as? any WindowedRasterSource)
    let first = try #require(try source.readRows(7))
    #expect(
      try source.readWindow(x: 5, y: 11, width: 20, height: 9) == whole.cropped(x: 5, y: 11, width: 20, height: 9))
    let second = try #require(try source.readRows(100))
    #expect(first.appending(second) == whole)
    #expect(try source.readRows(1) == nil)
  }

  @Test func formatsOfOneImageHaveOnePicture() throws {
    let picture = try image("rgb.png")
    #expect(try image("rgb.tif") == picture)
    #expect(try image("rgb.jp2") == picture)
    #expect(try image("mosaic.vrt") == picture)
  }

  @Test func chosenBandsAreReadInTheirOrder() throws {
    let whole = formula(10, 4001)
    for text in ["7,3,1", "B8,B4,B2"] {
      let preparation = ImagePreparation(bands: try #require(BandSelection(text)))
      let rows = try preparation.open(url("ten-bands.tif"))
      #expect(rows.info.bands == 3 && rows.info.bandNames == ["B8", "B4", "B2"])
      let expected = (0..<1200).flatMap { pixel in [6, 2, 0].map { UInt16(whole[10 * pixel + $0]) } }
      #expect(try rows.readAll().samples == .uint16(expected))
    }
    #expect(throws: ImageIOError.bandMissing(path: url("ten-bands.tif").path, band: "11", known: "it has 10")) {
      _ = try ImagePreparation(bands: .numbers([1, 11])).open(url("ten-bands.tif"))
    }
    #expect(throws: ImageIOError.self) { _ = try ImagePreparation(bands: .names(["B9"])).open(url("ten-bands.tif")) }
  }

  @Test func aFourthBandIsTransparencyOnlyWhereTheFileSaysSo() throws {
    let four = try ImagePreparation().open(url("four-bands.tif")).readAll()
    #expect(four.bands == 4 && four.validity == nil)
    let masked = try ImagePreparation().open(url("alpha.tif")).readAll()
    let transparent = formula(4, 256).enumerated().filter { $0.offset % 4 == 0 }.map { $0.element < 40 }
    #expect(masked.bands == 3 && masked.validity == transparent.map { $0 ? 0 : 1 })
    #expect(try ImagePreparation(alpha: .band).open(url("alpha.tif")).readAll().bands == 4)
    let chosen = try ImagePreparation(bands: .numbers([2])).open(url("alpha.tif")).readAll()
    #expect(chosen.bands == 1 && chosen.validity == masked.validity)
  }

  @Test func noDataAndWhatIsNoNumberHaveNoData() throws {
    let rows = try ImagePreparation().open(url("heights.tif"))
    #expect(rows.info.noData == -9999 && rows.info.mayLackData)
    let heights = try rows.readAll()
    let none = Set((0..<7).map { 3 * 40 + $0 } + [5 * 40 + 5])
    #expect(heights.validity?.indices.filter { heights.validity?[$0] == 0 } == none.sorted())
    guard case .float32(let values) = heights.samples else { return #expect(Bool(false), "Float32 samples stay so") }
    for (pixel, value) in formula(1, 1000).enumerated() where !none.contains(pixel) {
      #expect(values[pixel] == Float(Double(value) / 10 - 20))
    }
  }

  @Test func wholeNumbersHaveNoDataWhereNoBandHasAny() throws {
    let prepared = try ImagePreparation().open(url("zero-is-none.tif")).readAll()
    let isData = formula(1, 5).map { $0 > 0 }
    let colours = formula(3, 64)
    let expected = (0..<1200).map { pixel in
      UInt8(isData[pixel] && colours[3 * pixel..<3 * pixel + 3].contains { $0 > 0 } ? 1 : 0)
    }
    #expect(prepared.validity == expected)
  }

  @Test func signedAndScaledSamplesBecomeFloat32() throws {
    #expect(try image("signed.tif").samples == .float32(formula(1, 500).map { Float($0 - 250) }))
    #expect(try image("scaled.tif").samples == .float32(formula(1, 256).map { Float($0) / 2 - 3 }))
  }

  @Test func indicesBecomeColoursUnlessTheyAreLabels() throws {
    let indices = formula(1, 200)
    #expect(
      try image("palette.tif").samples
        == .uint8(indices.flatMap { [UInt8($0), UInt8(255 - $0), UInt8($0 / 2)] }))
    #expect(try image("palette.tif", as: .labels).samples == .uint16(indices.map { UInt16($0) }))
    #expect(try image("bits.tif").samples == .uint8(formula(1, 2).map { UInt8(255 * $0) }))
    #expect(try image("bits.tif", as: .storedValues).samples == .uint8(formula(1, 2).map { UInt8($0) }))
  }

  @Test func bandsOfAPaletteAreChosenToo() throws {
    let green = try ImagePreparation(bands: .numbers([2])).open(url("palette.tif")).readAll()
    #expect(green.samples == .uint8(formula(1, 200).map { UInt8(255 - $0) }))
  }

  @Test func labelsAreWholeNumbers() throws {
    #expect(throws: ImageIOError.self) { _ = try image("signed.tif", as: .labels) }
    #expect(throws: ImageIOError.self) { _ = try image("scaled.tif", as: .labels) }
  }

  @Test func whatLeadsToOtherMachinesIsRefused() throws {
    let error = #expect(throws: ImageIOError.self) { _ = try image("remote.vrt") }
    #expect(error?.description.contains("/vsicurl/http://127.0.0.1:9/left.tif") == true)
    let folder = try TemporaryFolder()
    let outer = folder.file("outer.vrt")
    try """
    <VRTDataset rasterXSize="4" rasterYSize="4"><VRTRasterBand dataType="Byte" band="1"><SimpleSource>
    <SourceFilename relativeToVRT="0">\(url("remote.vrt").path)</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>
    """.write(to: outer, atomically: false, encoding: .utf8)
    #expect(throws: ImageIOError.self) { _ = try RasterFile.open(outer) }
  }

  @Test func aHeaderThatPromisesTooMuchIsRefused() {
    #expect(
      throws: ImageIOError.tooLarge(
        path: url("huge.vrt").path, width: 1_000_000, height: 1_000_000, maxPixels: 1 << 36)
    ) { _ = try RasterFile.open(url("huge.vrt")) }
  }

  @Test func cutFilesAreDamaged() throws {
    let folder = try TemporaryFolder()
    let bytes = try Data(contentsOf: url("ten-bands.tif"))
    for length in [3, 8, 60, 500, bytes.count / 2, bytes.count - 40] {
      let cut = folder.file("cut-\(length).tif")
      try bytes.prefix(length).write(to: cut)
      #expect(throws: ImageIOError.self, "\(length) bytes") { _ = try RasterFile.open(cut).readAll() }
    }
  }

  @Test func otherFilesAreNoImages() throws {
    let folder = try TemporaryFolder()
    try Data("id,name\n1,a\n".utf8).write(to: folder.file("table.tif"))
    let error = #expect(throws: ImageIOError.self) { _ = try RasterFile.open(folder.file("table.tif")) }
    #expect(error == .notAnImage(path: folder.file("table.tif").path, found: "it begins like text"))
  }
}
