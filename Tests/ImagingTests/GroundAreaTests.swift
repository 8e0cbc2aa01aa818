import Foundation
import Testing

import Imaging

@Suite struct GroundAreaTests {
  private func place(_ wkt: String, _ transform: [Double]) throws -> Georeference {
    Georeference(
      transform: PixelTransform(geoTransform: transform), coordinateSystem: CoordinateSystem(wkt: wkt))
  }

  @Test func aProjectedPixelHasTheAreaOfItsSides() throws {
    let area = try #require(GroundArea(place(CoordinateSystemTests.utm, [500_000, 0.05, 0, 5_800_000, 0, -0.05])))
    #expect(area.isConstant && abs(area.ofPixel(row: 7) - 0.0025) < 1e-12)
  }

  @Test func aTurnedPixelHasTheSameArea() throws {
    let (cosine, sine) = (cos(0.3), sin(0.3))
    let turned = try place(CoordinateSystemTests.utm, [0, 2 * cosine, 3 * sine, 0, 2 * sine, -3 * cosine])
    #expect(abs(try #require(GroundArea(turned)).ofPixel(row: 0) - 6) < 1e-9)
  }

  /// The surface of the WGS 84 ellipsoid is 510,065,621.724 km².
  @Test func theRowsOfAWorldMapAddUpToTheEarth() throws {
    let area = try #require(GroundArea(place(CoordinateSystemTests.degrees, [-180, 1, 0, 90, 0, -1])))
    let whole = (0..<180).reduce(0) { $0 + 360 * area.ofPixel(row: $1) }
    #expect(!area.isConstant && abs(whole / 510_065_621.724e6 - 1) < 1e-9)
    #expect(area.ofPixel(row: 0) < area.ofPixel(row: 89))
  }

  @Test func withoutUnitsThereIsNoArea() throws {
    #expect(GroundArea(.none) == nil)
    #expect(GroundArea(try place(#"LOCAL_CS["site"]"#, [0, 1, 0, 0, 0, -1])) == nil)
  }
}
