import Basics
import Foundation
import Imaging
import TestSupport
import Testing

@Suite(.enabled(if: RasterFile.hasGDAL, "GeoTIFFs are written only by builds with the trait: swift test --traits GDAL"))
struct GDALSinkTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ raster: Raster, _ encoding: GeoTIFFEncoding, rows: Int = 100) throws -> URL {
    let file = folder.file("out.tif")
    let sink = try RasterFile.create(
      file, width: raster.width, height: raster.height, encoding: .geoTIFF(encoding))
    let source = MemoryRaster(raster)
    while let band = source.readRows(rows) { try sink.write(band) }
    try sink.finish()
    return file
  }

  @Test func whatIsWrittenIsRead() throws {
    var encoding = GeoTIFFEncoding(bands: 1)
    encoding.palette = Palette((0..<256).map { Palette.Colour(hex: UInt32($0) * 259) })
    encoding.noData = 255
    encoding.overviews = .mode
    encoding.georeference = try RasterFile.info(of: Fixtures.url("rasters/rgb.tif")).georeference
    let values = (0..<1300 * 700).map { UInt8(truncatingIfNeeded: $0 / 7) }
    let file = try write(Raster(width: 1300, height: 700, bands: 1, values: values), encoding)
    let source = try RasterFile.open(file, as: .storedValues)
    #expect(source.info.noData == 255 && source.info.palette == encoding.palette)
    #expect(source.info.georeference == encoding.georeference)
    #expect(source.info.georeference.coordinateSystem?.epsg == 32633)
    #expect(try source.readAll().samples == .uint8(values))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["out.tif"])
  }

  @Test func samplesOfAllTypesAreKept() throws {
    let wide = Raster(width: 3, height: 2, bands: 2, samples: .uint16((0..<12).map { UInt16($0 * 5000) }))
    #expect(try Raster(contentsOf: write(wide, GeoTIFFEncoding(bands: 2, sampleType: .uint16), rows: 1)) == wide)
    let heights = Raster(width: 3, height: 2, bands: 1, samples: .float32([0, -1.5, 2e9, 1e-9, 4, 5]))
    #expect(try Raster(contentsOf: write(heights, GeoTIFFEncoding(bands: 1, sampleType: .float32))) == heights)
    let one = Raster(width: 1, height: 1, bands: 1, values: [7])
    #expect(try Raster(contentsOf: write(one, GeoTIFFEncoding(bands: 1))) == one)
  }

  @Test func anUnfinishedFileLeavesNothing() throws {
    do {
      let sink = try RasterFile.create(
        folder.file("out.tif"), width: 600, height: 600, encoding: .geoTIFF(GeoTIFFEncoding(bands: 1)))
      try sink.write(Raster(width: 600, height: 1, bands: 1, values: [UInt8](repeating: 1, count: 600)))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }

  @Test func aFolderThatIsNotThereIsNamed() {
    #expect(throws: FileAccessError.self) {
      _ = try RasterFile.create(
        folder.file("absent/out.tif"), width: 4, height: 4, encoding: .geoTIFF(GeoTIFFEncoding(bands: 1)))
    }
  }
}

@Suite(.enabled(if: !RasterFile.hasGDAL, "this is what builds without GDAL say")) struct WithoutGDALTests {
  @Test func theWayToReadAndWriteItIsTold() throws {
    let read = #expect(throws: ImageIOError.self) { _ = try RasterFile.open(Fixtures.url("rasters/rgb.tif")) }
    #expect(read?.description.contains("--traits GDAL") == true)
    let folder = try TemporaryFolder()
    let written = #expect(throws: ImageIOError.self) {
      _ = try RasterFile.create(
        folder.file("out.tif"), width: 4, height: 4, encoding: .geoTIFF(GeoTIFFEncoding(bands: 1)))
    }
    #expect(written?.description.contains("--traits GDAL") == true)
  }
}
