import Datasets
import Imaging
import Testing

struct SamplePlacementTests {
  private static func mask(_ path: String, x: Double? = nil) -> (item: ImageFolder.Item, info: RasterInfo?) {
    let item = ImageFolder.Item(url: .init(filePath: "/masks/\(path)"), relativePath: path)
    let place = x.map {
      Georeference(
        transform: PixelTransform(geoTransform: [$0, 2, 0, 100, 0, -2]),
        coordinateSystem: CoordinateSystem(wkt: AreaFixture.metres))
    }
    return (item, RasterInfo(path: "/masks/\(path)", width: 5, height: 4, bands: 1, georeference: place ?? .none))
  }

  private static func place(
    _ text: String, _ masks: [(item: ImageFolder.Item, info: RasterInfo?)], _ classes: [NamedClass]? = nil
  ) throws -> SamplePlacement {
    try SamplePlacement(SampleFile(text, path: "s.csv"), on: masks, classes: classes)
  }

  private static func message(
    _ text: String, _ masks: [(item: ImageFolder.Item, info: RasterInfo?)], _ classes: [NamedClass]? = nil
  ) -> String {
    do {
      _ = try place(text, masks, classes)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func pointsLieOnThePixelsThatHoldThem() throws {
    let masks = [Self.mask("a.png", x: 0), Self.mask("b.png", x: 10)]
    // The second mask begins where the first one ends; the third point is the last corner of the first pixel.
    let placed = try Self.place("x,y,class\n9.99,92.01,0\n10,100,1\n1.99,98.01,1\n20.5,95,1\n", masks)
    #expect(
      placed.points == [
        [PlacedPoint(column: 0, row: 0, reference: 1), PlacedPoint(column: 4, row: 3, reference: 0)],
        [PlacedPoint(column: 0, row: 0, reference: 1)],
      ])
    #expect(placed.classes == 2)
    #expect(
      placed.remarks.count == 1 && placed.remarks[0].contains("1 of 4 points outside")
        && placed.remarks[0].contains("line 5"))
  }

  @Test func imagesAreNamedWithOrWithoutFolderAndExtension() throws {
    let masks = [Self.mask("north/a.png"), Self.mask("north/b.png"), Self.mask("south/b.png")]
    let heads = "image,column,row,class\n"
    let placed = try Self.place(heads + "a,0,0,1\nnorth/b.png,1,1,1\nsouth/b,2,2,1\nb.png,3,3,1\na.png,0,0,2\n", masks)
    #expect(placed.points.map(\.count) == [2, 1, 1])
    #expect(placed.remarks.count == 2)
    #expect(placed.remarks[0].contains("(b.png)") && placed.remarks[1].contains("1 point lies on a pixel of another"))
    #expect(Self.message("column,row,class\n0,0,1\n", masks).contains("add a column image"))
    #expect(Self.message(heads + "z,0,0,1\n", masks).contains("line 2 has the image z"))
    #expect(Self.message(heads + "a,5,0,1\n", masks).contains("all others lie outside"))
    #expect(try Self.place("column,row,class\n4,3,1\n", [masks[0]]).points[0].count == 1)
  }

  @Test func classesAreNamesOrValues() throws {
    let classes = [
      NamedClass(name: "Wood", values: [4]), NamedClass(name: "4", values: [9]), NamedClass(name: "sea", values: [2]),
    ]
    let masks = [Self.mask("a.png")]
    func number(_ label: String) throws -> Int? {
      try Self.place("column,row,class\n0,0,\(label)\n", masks, classes).points[0].first?.reference
    }
    #expect(try number("wood") == 0 && number("4") == 1 && number("9") == 1 && number("2.0") == 2)
    let unknown = Self.message("column,row,class\n0,0,Wood\n0,0,heath\n", masks, classes)
    #expect(unknown.contains("line 3 has the class heath") && unknown.contains("Wood, 4, sea"))
    #expect(Self.message("column,row,class\n0,0,wood\n", masks).contains("values from 0 to 65534"))
    #expect(Self.message("column,row,class\n0,0,65535\n", masks).contains("values from 0 to 65534"))
  }

  @Test func coordinatesNeedMasksThatTellTheirPlace() {
    #expect(Self.message("x,y,class\n1,1,0\n", [Self.mask("a.png")]).contains("has no world file"))
    let elsewhere = Self.message("x,y,class\n15.5,48.2,0\n1e14,1,0\n", [Self.mask("a.png", x: 0)])
    #expect(elsewhere.contains("in the system of the masks (WGS 84 / UTM zone 33N)"), "\(elsewhere)")
  }
}
