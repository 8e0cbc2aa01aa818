import Foundation
import Imaging
import Testing

struct RingMeasureTests {
  private static func ring(_ corners: (Int32, Int32)...) -> [PixelCorner] {
    (corners + [corners[0]]).map { PixelCorner(x: $0.0, y: $0.1) }
  }

  private static func info(_ wkt: String, _ transform: [Double]) -> RasterInfo {
    RasterInfo(
      path: "a.png", width: 100, height: 100, bands: 1,
      georeference: Georeference(
        transform: PixelTransform(geoTransform: transform), coordinateSystem: CoordinateSystem(wkt: wkt)))
  }

  /// Counterclockwise as it is seen.
  private static let triangle = ring((0, 0), (0, 30), (40, 30))

  @Test func pixelsAreMeasuredBySides() {
    #expect(RingMeasure.pixels.area(Self.triangle) == 600)
    #expect(RingMeasure.pixels.area(Self.triangle.reversed()) == -600)
    #expect(RingMeasure.pixels.length(Self.triangle) == 120)
    #expect(!RingMeasure.pixels.isMetric)
  }

  @Test func mapsAreMeasuredInMetres() throws {
    // Feet, with pixels of 2 x 3, turned by a right angle.
    let info = Self.info(#"PROJCS["a",UNIT["foot",0.3048]]"#, [0, 0, 3, 0, 2, 0])
    let measure = try #require(RingMeasure(metresOf: info))
    #expect(measure.isMetric)
    #expect(abs(measure.area(Self.triangle) - 600 * 6 * 0.3048 * 0.3048) < 1e-9)
    #expect(abs(measure.length(Self.triangle) - (90 + 80 + (90.0 * 90 + 80 * 80).squareRoot()) * 0.3048) < 1e-9)
    #expect(RingMeasure(metresOf: RasterInfo(path: "b", width: 1, height: 1, bands: 1)) == nil)
  }

  @Test func degreesAreMeasuredOnTheEllipsoid() throws {
    let info = Self.info(
      #"GEOGCS["WGS 84",DATUM["a",SPHEROID["WGS 84",6378137,298.257223563]],UNIT["degree",0.0174532925199433]]"#,
      [10, 0.01, 0, 50, 0, -0.01])
    let measure = try #require(RingMeasure(metresOf: info))
    // A square of one degree north of 49 degrees: 8056.245 square kilometres, by numerical integration.
    let square = Self.ring((0, 0), (0, 100), (100, 100), (100, 0))
    #expect(abs(measure.area(square) / 1e6 - 8056.2454) < 0.001, "\(measure.area(square))")
    #expect(abs(measure.length(square) / 1e3 - (2 * 111.2194 + 73.1718 + 71.6958)) < 0.01, "\(measure.length(square))")
    // Two triangles make the square.
    let parts = [Self.ring((0, 0), (0, 100), (100, 100)), Self.ring((0, 0), (100, 100), (100, 0))]
    let sum = parts.reduce(0) { $0 + measure.area($1) }
    #expect(abs(sum / measure.area(square) - 1) < 1e-9)
    #expect(measure.area(parts[0]) > measure.area(parts[1]))
  }

  @Test func coordinatesOfCornersAreShort() throws {
    let transform = try #require(PixelTransform(geoTransform: [370000, 0.1, 0, 5800000, 0, -0.1]))
    let place = transform.coordinates(of: PixelCorner(x: 3, y: 7))
    #expect("\(place.x) \(place.y)" == "370000.3 5799999.3")
    let turned = try #require(PixelTransform(geoTransform: [1, 2, 3, 4, 5, 6]))
    #expect(turned.coordinates(of: PixelCorner(x: 10, y: 100)) == (321, 654))
    #expect(turned.isMirrored == (2 * 6 - 3 * 5 > 0) && !transform.isMirrored)
  }
}
