import Foundation
import TesseraKit
import TestSupport
import Testing

struct AreasCommandTests {
  private static let system = """
    PROJCS["WGS 84 / UTM zone 33N",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],\
    PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],UNIT["metre",1]]
    """
  private static let names = "value,name,colour,red,green,blue\n0,wood,#e69f00,230,159,0\n1,sea,#56b4e9,86,180,233\n"

  /// Two masks of wood and sea with pixels of 100 m²; the second begins where the first ends.
  private static func placed() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.addLabels("masks/a.png", LabelMap(width: 3, height: 2, values: [0, 0, 1, 0, Label.none, 1]))
    try folder.addLabels("masks/b.png", LabelMap(width: 3, height: 1, values: [1, 1, 1]))
    for (name, x) in [("a", 500_005), ("b", 500_035)] {
      try folder.add("masks/\(name).pgw", Data("10\n0\n0\n-10\n\(x)\n5799995\n".utf8))
      try folder.add("masks/\(name).prj", Data(system.utf8))
    }
    try folder.add("masks/classes.csv", Data(names.utf8))
    return folder
  }

  @Test func namesAndAreasAreTold() throws {
    let folder = try Self.placed()
    let outcome = try TesseraCommand.run(
      "areas", "masks", "--csv", "areas.csv", "--markdown", "areas.md", in: folder.url)
    #expect(outcome.status == 0 && outcome.messages == "", "\(outcome.messages)")
    #expect(
      outcome.output == """
        class        value  pixels     share      m2
        wood             0       3   37.50 %  300.00
        sea              1       5   62.50 %  500.00
        all classes              8  100.00 %  800.00
        no class                 1         -  100.00

        2 masks

        """)
    let lines = String(decoding: try folder.data("areas.csv"), as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 10 && lines.contains("b.png,sea,1,3,1.000000,300.000000,m2"))
    #expect(
      lines.contains("total,wood,0,3,0.375000,300.000000,m2") && lines.contains("a.png,no class,,1,,100.000000,m2"))
    #expect(String(decoding: try folder.data("areas.md"), as: UTF8.self).contains("| sea | 1 | 5 | 62.50 % | 500.00 |"))
    let hectares = try TesseraCommand.run("areas", "masks", "--unit", "ha", "--per-image", in: folder.url)
    #expect(hectares.output.contains("a.png  wood") && hectares.output.contains("0.0300"))
    let threads = try TesseraCommand.run("areas", "masks", "--threads", "1", in: folder.url)
    #expect(threads.output == outcome.output)
  }

  @Test func masksWithoutAPlaceHavePixelsAndShares() throws {
    let folder = try Self.placed()
    for name in ["a", "b"] { try FileManager.default.removeItem(at: folder.url.appending(path: "masks/\(name).pgw")) }
    let outcome = try TesseraCommand.run("areas", "masks", in: folder.url)
    #expect(outcome.status == 0 && outcome.output.hasPrefix("class        value  pixels     share\n"))
    #expect(outcome.messages.split(separator: "\n").count == 1 && outcome.messages.contains("has no georeference"))
  }

  @Test func zonesAreNamed() throws {
    let folder = try Self.placed()
    try folder.addLabels("zones/a.png", LabelMap(width: 3, height: 2, values: [4, 4, 4, 6, 6, 255]))
    try folder.add("zones.csv", Data("value;name\r\n4;north\r\n".utf8))
    let outcome = try TesseraCommand.run(
      "areas", "masks", "--zones", "zones", "--zone-names", "zones.csv", in: folder.url)
    #expect(outcome.status == 0 && outcome.messages.contains("1 mask has no zone raster"), "\(outcome.messages)")
    #expect(
      outcome.output.hasSuffix(
        """
        zone (m2)    wood     sea  all classes
        north      200.00  100.00       300.00
        6          100.00    0.00       100.00
        no zone      0.00  400.00       400.00

        """), "\(outcome.output)")
    // A single raster of zones for a single mask needs no name of the mask.
    try folder.addLabels("other.png", LabelMap(width: 3, height: 2, values: [4, 4, 4, 4, 4, 4]))
    let one = try TesseraCommand.run("areas", "masks/a.png", "--zones", "other.png", in: folder.url)
    #expect(one.status == 0 && one.output.contains("4          300.00"), "\(one.output)\(one.messages)")
    let wrong = try TesseraCommand.run("areas", "masks/b.png", "--zones", "other.png", in: folder.url)
    #expect(wrong.status == 1 && wrong.messages.contains("3 x 2") && wrong.messages.contains("3 x 1"))
    #expect(try TesseraCommand.run("areas", "masks", "--zone-names", "zones.csv", in: folder.url).status == 64)
  }

  @Test func aSampleCorrectsAreas() throws {
    let folder = try Self.placed()
    try folder.add(
      "points.csv",
      Data(
        """
        x,y,class
        500001,5799999,wood
        500015,5799995,sea
        500025,5799995,sea
        500035,5799995,1
        500045,5799995,wood
        500055,5799995,sea
        500015,5799985,sea
        0,0,sea

        """.utf8))
    let arguments = ["areas", "masks", "--sample", "points.csv"]
    let outcome = try TesseraCommand.run(arguments + ["--estimates", "e.csv"], in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.messages.contains("1 of 8 points outside the masks left out, such as line 9"))
    #expect(outcome.messages.contains("1 sample point lies where the masks have no class"))
    #expect(outcome.messages.contains("fewer than 20 sample points lie on the map's wood, sea"))
    // Wood: 1 of 2 right, 300 m²; sea: 3 of 4 right, 500 m². Wood has 150 + 125 m².
    #expect(outcome.output.contains("overall accuracy 0.6562 ± "), "\(outcome.output)")
    let lines = String(decoding: try folder.data("e.csv"), as: UTF8.self).split(separator: "\n")
    #expect(
      lines.count == 4 && lines[1].hasPrefix("wood,0,2,0.375000,0.343750,")
        && lines[1].contains(",m2,300.000000,275.000000,"))
    try folder.add("points.csv", Data("x,y,class\n500001,5799999,heath\n".utf8))
    let unknown = try TesseraCommand.run(arguments, in: folder.url)
    #expect(unknown.status == 1 && unknown.messages.contains("line 2 has the class heath, which the masks do not have"))
    #expect(unknown.output == "")
  }

  @Test func labelMapsAreASample() throws {
    let folder = try Self.placed()
    try folder.addLabels("labels/a.png", LabelMap(width: 3, height: 2, values: [0, 255, 1, 255, 1, 0]))
    let outcome = try TesseraCommand.run("areas", "masks", "--labels", "labels", in: folder.url)
    #expect(outcome.status == 0 && outcome.messages.contains("1 sample point lies where the masks have no class"))
    // Wood: the one point is right; sea: one of two.
    #expect(outcome.messages.contains("one sample point alone lies on the map's wood"))
    #expect(outcome.output.contains("overall accuracy 0.6875, without a confidence interval"), "\(outcome.output)")
    try folder.addLabels("labels/a.png", LabelMap(width: 3, height: 1, values: [0, 0, 1]))
    let sizes = try TesseraCommand.run("areas", "masks", "--labels", "labels", in: folder.url)
    #expect(
      sizes.status == 1 && sizes.messages.contains("3 x 1") && sizes.messages.contains("3 x 2"), "\(sizes.messages)")
    let both = try TesseraCommand.run("areas", "masks", "--labels", "labels", "--sample", "x.csv", in: folder.url)
    #expect(both.status == 64)
    #expect(try TesseraCommand.run("areas", "masks", "--estimates", "e.csv", in: folder.url).status == 64)
  }

  @Test func whatCannotBeMeasuredIsTold() throws {
    let folder = try Self.placed()
    try FileManager.default.createDirectory(at: folder.url.appending(path: "empty"), withIntermediateDirectories: true)
    let empty = try TesseraCommand.run("areas", "empty", in: folder.url)
    #expect(empty.status == 1 && empty.messages.contains("no PNG or JPEG images found"))
    // A value that the names beside the masks do not have.
    try folder.addLabels("masks/c.png", LabelMap(width: 2, height: 1, values: [0, 9]))
    let value = try TesseraCommand.run("areas", "masks", in: folder.url)
    #expect(value.status == 1 && value.messages.contains("value 9 at column 1, row 0"), "\(value.messages)")
    #expect(value.messages.contains("1 of 3 masks could not be measured") && value.output.contains("2 masks"))
    let one = try TesseraCommand.run("areas", "masks/c.png", in: folder.url)
    #expect(one.status == 1 && one.output == "")
    try folder.addImage("colours/a.png", Raster(width: 1, height: 1, bands: 3, values: [1, 2, 3]))
    let colours = try TesseraCommand.run("areas", "colours", in: folder.url)
    #expect(colours.status == 1 && colours.messages.contains("--dataset"))
    try folder.addLabels("all/one/a.png", LabelMap(width: 1, height: 1, values: [0]))
    try folder.addLabels("all/two/b.png", LabelMap(width: 1, height: 1, values: [0]))
    try folder.add("all/one/classes.csv", Data(Self.names.utf8))
    let legends = try TesseraCommand.run("areas", "all", in: folder.url)
    #expect(legends.status == 1 && legends.messages.contains("other names or values"), "\(legends.messages)")
  }

  @Test func masksWithoutAnyClassHaveNone() throws {
    let folder = try TemporaryFolder()
    try folder.addLabels("masks/a.png", LabelMap(width: 2, height: 1, values: [Label.none, Label.none]))
    let outcome = try TesseraCommand.run("areas", "masks", in: folder.url)
    #expect(outcome.status == 0 && outcome.output.contains("no class                 2      -"), "\(outcome.output)")
    try folder.add("s.csv", Data("column,row,class\n0,0,1\n".utf8))
    let sample = try TesseraCommand.run("areas", "masks", "--sample", "s.csv", in: folder.url)
    #expect(sample.status == 1 && sample.messages.contains("nothing to estimate by"))
  }
}
