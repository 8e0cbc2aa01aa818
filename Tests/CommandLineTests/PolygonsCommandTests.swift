import Foundation
import TesseraKit
import TestSupport
import Testing

struct PolygonsCommandTests {
  private static let world = Data("0.5\n0\n0\n-0.5\n368000.25\n5806999.75\n".utf8)
  private static let projection = Data(
    #"PROJCS["ETRS89 / UTM zone 33N",UNIT["metre",1],AUTHORITY["EPSG","25833"]]"#.utf8)
  private static let mask = LabelMap(
    width: 5, height: 4, values: [0, 0, 0, 1, 1, 0, 2, 0, 1, 1, 0, 0, 0, 1, 255, 3, 0, 0, 1, 1])

  private struct Feature {
    let properties: [String: Any]
    let polygons: [[[[Double]]]]

    init(_ json: [String: Any]) throws {
      properties = try #require(json["properties"] as? [String: Any])
      let geometry = try #require(json["geometry"] as? [String: Any])
      let coordinates = geometry["coordinates"]
      polygons = (coordinates as? [[[[Double]]]]) ?? (coordinates as? [[[Double]]]).map { [$0] } ?? []
    }

    /// Twice the area of a ring, positive where it runs counterclockwise with y up.
    static func doubledArea(_ ring: [[Double]]) -> Double {
      zip(ring, ring.dropFirst()).reduce(0) { $0 + $1.0[0] * $1.1[1] - $1.1[0] * $1.0[1] }
    }

    var area: Double { polygons.joined().reduce(0) { $0 + Self.doubledArea($1) } / 2 }
  }

  private static func features(_ folder: TemporaryFolder, _ path: String = "map.geojson") throws -> (
    json: [String: Any], features: [Feature]
  ) {
    let json = try #require(
      try JSONSerialization.jsonObject(with: folder.data(path)) as? [String: Any])
    return (json, try #require(json["features"] as? [[String: Any]]).map(Feature.init))
  }

  private static func run(_ folder: TemporaryFolder, _ arguments: String...) throws -> TesseraCommand.Outcome {
    try TesseraCommand.run(["polygons"] + arguments, in: folder.url)
  }

  @Test func polygonsOfAMapHaveNamesAreasAndItsCoordinates() throws {
    let folder = try TemporaryFolder()
    try Self.mask.write(to: try folder.add("masks/ü/a b.png", Data()), palette: Palette.standard)
    try folder.add("masks/ü/a b.pgw", Self.world)
    try folder.add("masks/ü/a b.prj", Self.projection)
    try folder.add(
      "masks/classes.csv",
      Data("value,name,colour,red,green,blue\n0,\"wet, \"\"green\"\"\",#010203,1,2,3\n1,straße,#0a0b0c,10,11,12\n".utf8)
    )
    let outcome = try Self.run(folder, "masks", "--output", "map.geojson")
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.output.contains("class") && outcome.output.contains("area m2"))
    #expect(outcome.output.hasSuffix("map.geojson: 4 polygons of 1 mask\n"), "\(outcome.output)")
    let (json, features) = try Self.features(folder)
    #expect(json["name"] as? String == "map" && "\(json["crs"] ?? "")".contains("EPSG::25833"))
    #expect(features.map { $0.properties["class"] as? Int } == [0, 1, 2, 3])
    #expect(features[0].properties["name"] as? String == "wet, \"green\"")
    #expect(features[1].properties["name"] as? String == "straße")
    #expect(features[0].properties["colour"] as? String == "#010203")
    // What nothing names has the colour of the file.
    #expect(features[2].properties["name"] is NSNull)
    #expect(features[2].properties["colour"] as? String == Palette.standard[2].hexString)
    #expect(features.allSatisfy { $0.properties["image"] as? String == "ü/a b.png" })
    for feature in features {
      #expect(feature.properties["area_m2"] as? Double == feature.area)
      for polygon in feature.polygons {
        #expect(polygon.enumerated().allSatisfy { (Feature.doubledArea($1) > 0) == ($0 == 0) })
      }
    }
    #expect(features[0].polygons[0].count == 2)
    #expect(features.reduce(0) { $0 + $1.area } == 19 * 0.25)
    #expect(features[2].properties["perimeter_m"] as? Double == 2)
    #expect(features[2].polygons[0][0].sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }[0] == [368000.5, 5806999])
  }

  @Test func polygonsWithoutAMapGiveTheMaskBack() throws {
    let folder = try TemporaryFolder()
    try folder.addLabels("masks/a.png", Self.mask)
    let wide = LabelMap(width: 3, height: 3, values: [300, 7, 300, 7, 300, 65535, 300, 7, 7])
    try folder.addLabels("masks/b.png", wide)
    for connectivity in ["4", "8"] {
      let outcome = try Self.run(
        folder, "masks", "--output", "map.geojson", "--connectivity", connectivity, "--overwrite")
      #expect(outcome.status == 0, "\(outcome.messages)")
      let (json, features) = try Self.features(folder)
      #expect(json["crs"] is NSNull)
      for (name, mask) in [("a.png", Self.mask), ("b.png", wide)] {
        let none = name == "b.png" ? Label.none : 255
        var values = [UInt16](repeating: none, count: mask.values.count)
        for feature in features where feature.properties["image"] as? String == name {
          for polygon in feature.polygons {
            let rings = polygon.map { ring in ring.map { (x: $0[0], y: $0[1]) } }
            for place in PolygonFill.pixels(rings, width: mask.width, height: mask.height) {
              values[place] = UInt16(feature.properties["class"] as? Int ?? 0)
            }
            #expect(polygon.enumerated().allSatisfy { (Feature.doubledArea($1) > 0) == ($0 == 0) })
          }
          #expect(feature.properties["area_px"] as? Double == feature.area)
        }
        #expect(values == mask.values, "\(name)")
      }
      #expect(features.count { $0.properties["image"] as? String == "b.png" } == (connectivity == "4" ? 7 : 2))
    }
  }

  @Test func probabilitiesAreAveraged() throws {
    let folder = try TemporaryFolder()
    try folder.addLabels("masks/sub/a.png", LabelMap(width: 4, height: 1, values: [0, 0, 1, 0]))
    try folder.addImage("p/sub/a.0.png", Raster(width: 4, height: 1, bands: 1, values: [255, 51, 0, 204]))
    try folder.addImage("p/sub/a.1.png", Raster(width: 4, height: 1, bands: 1, values: [0, 204, 102, 51]))
    let outcome = try Self.run(
      folder, "masks", "--output", "map.geojson", "--probabilities", "p", "--connectivity", "8")
    #expect(outcome.status == 0, "\(outcome.messages)")
    let features = try Self.features(folder).features
    #expect(features.map { $0.properties["probability"] as? Double } == [0.6, 0.4, 0.8])
    try FileManager.default.removeItem(at: folder.url.appending(path: "p/sub/a.1.png"))
    let missing = try Self.run(folder, "masks", "--output", "other.geojson", "--probabilities", "p")
    #expect(missing.status == 1 && missing.messages.contains("a.1.png"), "\(missing.messages)")
    #expect(folder.files() == ["map.geojson", "masks/sub/a.png", "p/sub/a.0.png"])
  }

  @Test func simplifiedBordersStayShared() throws {
    let folder = try TemporaryFolder()
    let values = (0..<900).map { place -> UInt16 in
      let (x, y) = (place % 30 - 15, place / 30 - 14)
      return x * x + y * y < 120 ? 1 : 0
    }
    try folder.addLabels("masks/a.png", LabelMap(width: 30, height: 30, values: values))
    let outcome = try Self.run(folder, "masks", "--output", "map.geojson", "--simplify", "1.5")
    #expect(outcome.status == 0, "\(outcome.messages)")
    let features = try Self.features(folder).features
    #expect(features.reduce(0) { $0 + $1.area } == 900)
    #expect(features[0].polygons[0][1].count < 30 && features[0].polygons[0][1].count > 7)
    #expect(Set(features[0].polygons[0][1].map { "\($0)" }) == Set(features[1].polygons[0][0].map { "\($0)" }))
  }

  @Test func whatCannotBeWrittenIsTold() throws {
    let folder = try TemporaryFolder()
    try folder.addLabels("masks/a.png", Self.mask)
    try folder.add("masks/cut.png", try folder.data("masks/a.png").prefix(60))
    let cut = try Self.run(folder, "masks", "--output", "map.geojson")
    #expect(cut.status == 1 && cut.messages.contains("cut.png") && cut.messages.contains("1 of 2 masks"))
    #expect(cut.output.contains("4 polygons of 1 mask"), "\(cut.output)")
    #expect(try Self.features(folder).features.count == 4)
    let again = try Self.run(folder, "masks", "--output", "map.geojson")
    #expect(again.status == 1 && again.messages.contains("--overwrite"))
    for name in RasterFile.hasGDAL ? ["map"] : ["map.gpkg", "map.shp", "map"] {
      let other = try Self.run(folder, "masks", "--output", name)
      let remedy = RasterFile.hasGDAL ? "choose one of these extensions" : "swift build -c release --traits GDAL"
      #expect(other.status == 1 && other.messages.contains(remedy), "\(other.messages)")
    }
    try folder.addLabels("mixed/a.png", Self.mask)
    try folder.addLabels("mixed/b.png", Self.mask)
    try folder.add("mixed/b.pgw", Self.world)
    let mixed = try Self.run(folder, "mixed", "--output", "mixed.geojson")
    #expect(mixed.status == 1 && mixed.messages.contains("b.png") && mixed.messages.contains("no georeference"))
    let far = try Self.run(folder, "masks/cut.png", "--output", "none.geojson")
    #expect(far.status == 1 && !folder.files().contains("none.geojson"))
    for options in [["--simplify", "0"], ["--min-size", "-1"], ["--connectivity", "6"]] {
      let refused = try TesseraCommand.run(["polygons", "masks", "--output", "x.geojson"] + options, in: folder.url)
      #expect(refused.status == 64, "\(options): \(refused.messages)")
    }
    let area = try Self.run(folder, "masks/a.png", "--output", "area.geojson", "--min-area", "2m2")
    #expect(area.status == 1 && area.messages.contains("how large its pixels are"))
    #expect(!folder.files().contains("area.geojson"))
  }
}
