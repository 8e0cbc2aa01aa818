import Datasets
import Foundation
import Imaging
import Testing

struct ClassReaderTests {
  @Test func aColourIsTakenForTheNearestOnlyOnRequest() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tessera-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "a.png")
    try Raster(width: 3, height: 1, bands: 3, values: [250, 3, 2, 8, 255, 9, 20, 20, 9]).write(to: file)
    var table = try ClassTable.named("potsdam")
    #expect(throws: ClassTableError.self) { try ClassReader(contentsOf: file, classes: table).readRows(1) }
    table.takesNearestColour = true
    #expect(try ClassReader(contentsOf: file, classes: table).readLabels(1)?.values == [5, 3, Label.none])
  }

  @Test func labelsAreReadByColourOrByValue() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tessera-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let table = try ClassTable(
      classes: [
        NamedClass(name: "water", colours: [.init(hex: 0x0000FF), .init(hex: 0x000080)], values: [3, 4]),
        NamedClass(name: "land", colours: [.init(hex: 0x00FF00)], values: [1]),
      ], ignoredValues: [0], ignoredColours: [.init(hex: 0x000000)])
    func classes(_ name: String, rows: Int = 9) throws -> [UInt16] {
      let reader = try ClassReader(contentsOf: folder.appending(path: name), classes: table)
      var values: [UInt16] = []
      while let band = try reader.readLabels(rows) { values += band.values }
      return values
    }
    // Two by two pixels: water, land, ignored, water.
    let colours: [UInt8] = [0, 0, 255, 0, 255, 0, 0, 0, 0, 0, 0, 128]
    try Raster(width: 2, height: 2, bands: 3, values: colours).write(to: folder.appending(path: "rgb.png"))
    let values = LabelMap(width: 2, height: 2, values: [4, 1, 0, 3])
    try values.write(to: folder.appending(path: "grey.png"), palette: nil)
    // A palette whose colours are all in the table is read by them, one of other colours by its indices.
    let palette = Palette([0x0000FF, 0x00FF00, 0x000000, 0x000080].map { Palette.Colour(hex: $0) })
    try LabelMap(width: 2, height: 2, values: [0, 1, 2, 3])
      .write(to: folder.appending(path: "palette.png"), palette: palette)
    try values.write(to: folder.appending(path: "indices.png"))
    for name in ["rgb.png", "grey.png", "palette.png", "indices.png"] {
      #expect(try classes(name) == [0, 1, Label.none, 0], "\(name)")
      #expect(try classes(name, rows: 1) == [0, 1, Label.none, 0], "\(name)")
    }
    try LabelMap(width: 1, height: 3, values: [1, 1, 2]).write(to: folder.appending(path: "odd.png"), palette: nil)
    let error = try #require(throws: ClassTableError.self) { try classes("odd.png", rows: 2) }
    #expect(
      error == .unknownValue(path: folder.appending(path: "odd.png").path(percentEncoded: false), value: 2, x: 0, y: 2))
  }
}
