import Foundation
import Imaging
import TestSupport
import Testing

struct GeoJSONSinkTests {
  private static func system(_ epsg: Int?) throws -> CoordinateSystem {
    let authority = epsg.map { ",AUTHORITY[\"EPSG\",\"\($0)\"]" } ?? ""
    return try #require(CoordinateSystem(wkt: "PROJCS[\"local\",UNIT[\"metre\",1]\(authority)]"))
  }

  private static func written(
    _ system: CoordinateSystem?, _ geometry: VectorLayer.Geometry = .polygon, features: [VectorFeature] = []
  ) throws -> (json: [String: Any], text: String, remark: String?) {
    let folder = try TemporaryFolder()
    let file = folder.file("ü.geojson")
    let layer = VectorLayer(
      name: "a \"b\"", fields: [.init("class", .integer), .init("name", .text), .init("area", .real)],
      geometry: geometry, coordinateSystem: system)
    let sink = try VectorFile.create(file, layer: layer)
    for feature in features { try sink.write(feature) }
    #expect(try folder.names().contains("ü.geojson") == false)
    try sink.finish()
    #expect(try folder.names() == ["ü.geojson"])
    let text = String(decoding: try bytes(of: file), as: UTF8.self)
    let json = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    return (json, text, sink.remark)
  }

  private static let square = [(0.5, 1e7), (1.25, 1e7), (1.25, 2e7), (0.5, 1e7)].map {
    VectorFeature.Point(x: $0.0, y: $0.1)
  }

  @Test func featuresAndTheirFieldsComeBack() throws {
    let names = "tab\t \"quote\" \\ \u{1} é 日本\nline"
    let features = [
      VectorFeature(values: [.integer(300), .text(names), .real(0.1)], polygons: [[Self.square, Self.square]]),
      VectorFeature(values: [.integer(1), .missing, .real(2)], polygons: [[Self.square]]),
    ]
    let (json, text, remark) = try Self.written(Self.system(25833), features: features)
    #expect(remark == nil && json["name"] as? String == "a \"b\"")
    let read = try #require(json["features"] as? [[String: Any]])
    #expect(read.count == 2)
    let properties = try #require(read[0]["properties"] as? [String: Any])
    #expect(properties["class"] as? Int == 300 && properties["name"] as? String == names)
    #expect((read[1]["properties"] as? [String: Any])?["name"] is NSNull)
    let geometry = try #require(read[0]["geometry"] as? [String: Any])
    #expect(geometry["type"] as? String == "Polygon")
    let ring = [[0.5, 1e7], [1.25, 1e7], [1.25, 2e7], [0.5, 1e7]]
    #expect(geometry["coordinates"] as? [[[Double]]] == [ring, ring])
    #expect(text.contains("[[[0.5,10000000],[1.25,10000000]") && text.contains("\"area\": 2}"))
  }

  @Test func severalPolygonsAreOneFeature() throws {
    let feature = VectorFeature(
      values: [.missing, .missing, .missing], polygons: [[Self.square], [Self.square, Self.square]])
    let (json, _, _) = try Self.written(nil, .multiPolygon, features: [feature])
    let geometry = (json["features"] as? [[String: Any]])?.first?["geometry"] as? [String: Any]
    #expect(geometry?["type"] as? String == "MultiPolygon")
    #expect((geometry?["coordinates"] as? [[[[Double]]]])?.map(\.count) == [1, 2])
  }

  @Test func theCoordinateSystemIsNamedWhereItMustBe() throws {
    let (named, _, _) = try Self.written(Self.system(32633))
    let properties = (named["crs"] as? [String: Any])?["properties"] as? [String: Any]
    #expect(properties?["name"] as? String == "urn:ogc:def:crs:EPSG::32633")
    let wgs84 = try #require(
      CoordinateSystem(wkt: #"GEOGCS["WGS 84",UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]"#))
    #expect(try Self.written(wgs84).json["crs"] == nil)
    #expect(try Self.written(nil).json["crs"] is NSNull)
    let unnamed = try Self.written(Self.system(nil))
    #expect(unnamed.json["crs"] == nil && unnamed.remark?.contains("local") == true)
    let geographic = try #require(CoordinateSystem(wkt: #"GEOGCS["GCS_WGS_1984",UNIT["Degree",0.0174532925199433]]"#))
    #expect(try Self.written(geographic).remark == nil)
  }

  @Test(.enabled(if: !RasterFile.hasGDAL, "builds with GDAL write other formats too"))
  func otherFormatsTakeABuildWithGDAL() throws {
    for name in ["a.gpkg", "a.shp", "a.txt", "a"] {
      do {
        try VectorFile.check(URL(filePath: "/\(name)"))
        Issue.record("\(name) is no format")
      } catch let error as VectorFileError {
        #expect(error.reason.contains("--traits GDAL") && error.reason.contains(".geojson") && error.path == "/\(name)")
      }
    }
    try VectorFile.check(URL(filePath: "/a.GeoJSON"))
  }
}
