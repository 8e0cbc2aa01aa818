import Testing

import Imaging

@Suite struct CoordinateSystemTests {
  static let utm = """
    PROJCS["WGS 84 / UTM zone 33N",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,
      AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],
      AUTHORITY["EPSG","4326"]],PROJECTION["Transverse_Mercator"],PARAMETER["central_meridian",15],
      UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AUTHORITY["EPSG","32633"]]
    """
  static let degrees = """
    GEOGCRS["WGS 84", ENSEMBLE["World Geodetic System 1984 ensemble", ELLIPSOID["WGS 84",6378137,298.257223563,
      LENGTHUNIT["metre",1]]], CS[ellipsoidal,2], AXIS["geodetic latitude (Lat)",north,
      ANGLEUNIT["degree",0.0174532925199433]], AXIS["geodetic longitude (Lon)",east], ID["EPSG",4326]]
    """

  @Test func aProjectedSystemTellsItsNumberAndUnit() throws {
    let system = try #require(CoordinateSystem(wkt: Self.utm))
    #expect(system.name == "WGS 84 / UTM zone 33N" && system.epsg == 32633)
    #expect(system.kind == .projected(metres: 1))
  }

  @Test func feetAreRead() throws {
    let text = """
      PROJCS["State plane (ftUS)",GEOGCS["NAD83",DATUM["x",SPHEROID["GRS 1980",6378137,298.257]]],
        UNIT["US survey foot",0.304800609601219]]
      """
    #expect(try #require(CoordinateSystem(wkt: text)).kind == .projected(metres: 0.304800609601219))
  }

  @Test func aGeographicSystemOfTheNewerFormIsRead() throws {
    let system = try #require(CoordinateSystem(wkt: Self.degrees))
    #expect(system.epsg == 4326)
    #expect(system.kind == .geographic(radians: 0.0174532925199433, .wgs84))
  }

  @Test func theHorizontalPartOfACompoundCounts() throws {
    let text = "COMPD_CS[\"both\",\(Self.utm),VERT_CS[\"height\",VERT_DATUM[\"d\",2005],UNIT[\"foot\",0.3048]]]"
    let system = try #require(CoordinateSystem(wkt: text))
    #expect(system.epsg == 32633 && system.kind == .projected(metres: 1))
  }

  @Test(arguments: ["", "EPSG:32633", "PROJCS[", "PROJCS[\"a\"", "+proj=utm", "PROJCS[\"a\"]]", "A[B[C["])
  func otherTextsAreNoSystem(_ text: String) { #expect(CoordinateSystem(wkt: text) == nil) }

  @Test func deepNestingIsRefused() {
    #expect(CoordinateSystem(wkt: String(repeating: "A[", count: 100_000)) == nil)
  }

  @Test func anUnknownRootHasNoUnits() throws {
    #expect(try #require(CoordinateSystem(wkt: #"LOCAL_CS["site",UNIT["metre",1]]"#)).kind == .other)
  }
}
