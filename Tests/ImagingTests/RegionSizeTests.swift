import Imaging
import Testing

struct RegionSizeTests {
  private static func info(_ wkt: String, steps: (Double, Double)) throws -> RasterInfo {
    let transform = try #require(PixelTransform(geoTransform: [10, steps.0, 0, 50, 0, -steps.1]))
    return RasterInfo(
      path: "a.png", width: 10, height: 10, bands: 1,
      georeference: Georeference(transform: transform, coordinateSystem: CoordinateSystem(wkt: wkt)))
  }

  @Test func areasOnAMapAreCountedInPixels() throws {
    let info = try Self.info(#"PROJCS["a",UNIT["metre",1]]"#, steps: (0.1, 0.1))
    let measure = try RegionMeasure(.squareMetres(0.5), of: info)
    #expect(measure.ofPixel(row: 3) == 1)
    // Fifty pixels of 0.01 square metres are not small.
    #expect(measure.limit <= 50 && measure.limit > 49.9999)
  }

  @Test func areasInDegreesDifferFromRowToRow() throws {
    let info = try Self.info(#"GEOGCS["WGS 84",UNIT["degree",0.0174532925199433]]"#, steps: (0.001, 0.001))
    let measure = try RegionMeasure(.squareMetres(5000), of: info)
    #expect(measure.ofPixel(row: 0) < measure.ofPixel(row: 9))
    // A thousandth of a degree is 111 m from south to north and 71 m from west to east at 50 degrees.
    #expect(abs(measure.ofPixel(row: 0) - 111.2 * 71.7) < 50)
    #expect(abs(measure.limit - 5000) < 1e-4)
  }

  @Test func masksWithoutAPlaceHaveNoArea() throws {
    let info = RasterInfo(path: "a.png", width: 1, height: 1, bands: 1)
    #expect(throws: RegionError.noGroundArea(path: "a.png")) { _ = try RegionMeasure(.squareMetres(1), of: info) }
    #expect(try RegionMeasure(.pixels(7), of: info).limit == 7)
  }
}
