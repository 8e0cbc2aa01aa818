import Datasets
import Foundation
import Imaging
import TestSupport
import Testing

struct AreaCounterTests {
  @Test func aProjectedMaskHasTheAreaOfItsPixels() throws {
    let fixture = try AreaFixture()
    let mask = try fixture.add(
      "a.png", [[0, 0, 2], [255, 2, 2]], worldFile: "3\n0\n0\n-2\n500000\n5800000\n", system: AreaFixture.metres)
    let count = try AreaCounter(masks: fixture.reading([mask])).count(AreaFiles(mask: mask))
    #expect(count.areas.ofClass == [Area(pixels: 2, squareMetres: 12), .zero, Area(pixels: 3, squareMetres: 18)])
    #expect(count.areas.noClass == Area(pixels: 1, squareMetres: 6) && count.notice == nil)
  }

  /// The whole ellipsoid of WGS 84 has 510,065,621.724 km².
  @Test func rowsOfDegreesHaveTheirTrueArea() throws {
    let fixture = try AreaFixture()
    let rows = (0..<180).map { [UInt16](repeating: $0 < 90 ? 0 : 1, count: 4) }
    let mask = try fixture.add("a.png", rows, worldFile: "90\n0\n0\n-1\n-135\n89.5\n", system: AreaFixture.degrees)
    let count = try AreaCounter(masks: fixture.reading([mask])).count(AreaFiles(mask: mask))
    expectClose(count.areas.classified.squareMetres ?? 0, 510_065_621.724e6, relative: 1e-9)
    expectClose(count.areas.ofClass[0].squareMetres ?? 0, count.areas.ofClass[1].squareMetres ?? 1, relative: 1e-12)
  }

  @Test func zonesDivideTheSameAreas() throws {
    let fixture = try AreaFixture()
    let place = "1\n0\n0\n-1\n0\n0\n"
    let mask = try fixture.add("a.png", [[0, 1, 1], [0, 255, 1]], worldFile: place, system: AreaFixture.metres)
    var files = AreaFiles(mask: mask)
    files.zones = try fixture.add("zones/a.png", [[7, 7, 9], [255, 9, 9]])
    let count = try AreaCounter(masks: fixture.reading([mask])).count(files)
    #expect(count.zones.keys.sorted() == [7, 9, Label.none])
    #expect(count.zones[7]?.ofClass.map(\.pixels) == [1, 1] && count.zones[9]?.ofClass.map(\.pixels) == [0, 2])
    #expect(count.zones[9]?.noClass.pixels == 1 && count.zones[Label.none]?.ofClass.map(\.pixels) == [1, 0])
    #expect(count.areas.ofClass.map(\.squareMetres) == [2, 3])
    // Another size, and another place, are refused.
    files.zones = try fixture.add("zones/b.png", [[7, 7]])
    #expect(throws: ImageIOError.self) { try AreaCounter(masks: fixture.reading([mask])).count(files) }
    files.zones = try fixture.add("zones/c.png", [[7, 7, 9], [255, 9, 9]], worldFile: "1\n0\n0\n-1\n2\n0\n")
    #expect(throws: AreasError.otherPlace(path: files.zones?.url.path ?? "", otherPath: mask.url.path)) {
      try AreaCounter(masks: fixture.reading([mask])).count(files)
    }
  }

  @Test func valuesOfSixteenBitsAreCounted() throws {
    let fixture = try AreaFixture()
    let mask = try fixture.add("a.png", [[0, 300], [65_534, 65_535]])
    let areas = try AreaCounter(masks: fixture.reading([mask])).count(AreaFiles(mask: mask)).areas
    #expect(areas.ofClass.count == 65_535 && areas.ofClass[300].pixels == 1 && areas.ofClass[65_534].pixels == 1)
    #expect(areas.noClass.pixels == 1 && areas.classified.pixels == 3 && areas.classified.squareMetres == nil)
  }

  @Test func pointsAndLabelMapsMeetTheClassesOfTheMask() throws {
    let fixture = try AreaFixture()
    let mask = try fixture.add("a.png", [[0, 1], [255, 1]])
    var files = AreaFiles(mask: mask)
    files.points = [PlacedPoint(column: 1, row: 0, reference: 0), PlacedPoint(column: 0, row: 1, reference: 1)]
    let item = try fixture.add("labels/a.png", [[0, 0], [1, 255]])
    files.labels = item
    let labels = LabelSurvey([item.url], meaning: LabelMeaning(), parallel: .init(threads: 1)).reading
    let count = try AreaCounter(masks: fixture.reading([mask]), labels: labels).count(files)
    #expect(count.classAtPoint.map(\.number) == [1, nil])
    #expect(count.sample.counts(clusters: 2, classes: 2) == [[1, 0], [1, 0]])
    #expect(count.sample.unassigned(classes: 2) == [0, 1])
    #expect(count.sampled == (pixels: 3, adjacent: 1))
    files.labels = mask
    #expect(throws: LabelFileError.self) {
      try AreaCounter(masks: fixture.reading([mask]), labels: labels).count(files)
    }
  }
}
