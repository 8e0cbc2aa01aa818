import Foundation
import Imaging
import TestSupport
import Testing

@Suite(.enabled(if: RasterFile.hasGDAL, "these formats are written by builds with GDAL: swift test --traits GDAL"))
struct GDALVectorSinkTests {
  private static let square = [(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)].map {
    VectorFeature.Point(x: 500_000 + Double($0.0), y: 5_800_000 + Double($0.1))
  }
  private static let hole = [(1, 1), (1, 2), (2, 2), (2, 1), (1, 1)].map {
    VectorFeature.Point(x: 500_000 + Double($0.0), y: 5_800_000 + Double($0.1))
  }

  private func write(_ file: URL, finishes: Bool = true) throws -> String? {
    let system = try RasterFile.info(of: Fixtures.url("rasters/rgb.tif")).georeference.coordinateSystem
    let layer = VectorLayer(
      name: "map", fields: [.init("class", .integer), .init("name", .text), .init("probability", .real)],
      geometry: .polygon, coordinateSystem: system)
    let sink = try VectorFile.create(file, layer: layer)
    try sink.write(
      VectorFeature(values: [.integer(3), .text("Wäsche 日本"), .real(0.25)], polygons: [[Self.square, Self.hole]]))
    try sink.write(VectorFeature(values: [.integer(0), .missing, .missing], polygons: [[Self.square]]))
    if finishes { try sink.finish() }
    return sink.remark
  }

  @Test func aGeoPackageIsOneFile() throws {
    let folder = try TemporaryFolder()
    #expect(try write(folder.file("map.gpkg")) == nil)
    #expect(try folder.names() == ["map.gpkg"])
    let bytes = try Data(contentsOf: folder.file("map.gpkg"))
    #expect(bytes.starts(with: Data("SQLite format 3\0".utf8)) && bytes.range(of: Data("Wäsche 日本".utf8)) != nil)
    // A second file takes the place of the first.
    #expect(try write(folder.file("map.gpkg")) == nil)
    #expect(try folder.names() == ["map.gpkg"])
  }

  @Test func aShapefileIsSeveralAndCutsNames() throws {
    let folder = try TemporaryFolder()
    let remark = try write(folder.file("map.shp"))
    #expect(remark?.contains("10 characters") == true)
    #expect(Set(try folder.names()).isSuperset(of: ["map.dbf", "map.prj", "map.shp", "map.shx"]))
  }

  @Test func anUnfinishedFileLeavesNothing() throws {
    let folder = try TemporaryFolder()
    _ = try write(folder.file("map.gpkg"), finishes: false)
    #expect(try folder.names().isEmpty)
  }
}
