import Foundation
import Imaging
import Interchange
import TestSupport
import Testing

struct MaskSegmentsTests {
  @Test func theSegmentsOfClassesHaveAreasAndBoxes() throws {
    let found = try AnnotationFixture().segments().segments
    #expect(found.map(\.entry.name) == ["wood", "straße & <weg>", "water"])
    #expect(found.map(\.number) == [1, 2, 3])
    #expect(found.map(\.area) == [8, 6, 5])
    #expect(found.map { [$0.left, $0.top, $0.width, $0.height] } == [[0, 0, 3, 3], [0, 0, 5, 4], [1, 1, 4, 3]])
    #expect(found[0].runs == [0..<3, 5..<6, 7..<8, 10..<13])
  }

  @Test func eachRegionOfAThingIsASegment() throws {
    let found = try AnnotationFixture().segments(things: ["water"]).segments
    #expect(found.map(\.entry.name) == ["wood", "straße & <weg>", "water", "water"])
    #expect(found.map(\.area) == [8, 6, 1, 4])
    #expect(found.map(\.entry.isThing) == [false, false, true, true])
  }

  @Test func rowsHaveTheNumbersOfTheirSegments() throws {
    let fixture = try AnnotationFixture()
    let reading = try AnnotationFixture.reading()
    var numbers: [UInt32] = []
    _ = try MaskSegments(
      of: fixture.item, files: reading.files, classes: reading.classes, connectivity: .four,
      rows: { rows, _ in numbers += rows })
    #expect(numbers == AnnotationFixture.labels.values.map { $0 == 255 ? 0 : UInt32($0) + 1 })
  }

  @Test func aValueWithoutAClassIsTold() throws {
    let fixture = try AnnotationFixture()
    try LabelMap(width: 2, height: 1, values: [0, 7]).write(to: fixture.item.url, palette: nil)
    #expect(throws: AnnotationError.unknownValue(path: fixture.item.url.path, value: 7)) { try fixture.segments() }
  }

  @Test func aThingOfNoClassIsTold() {
    #expect(throws: AnnotationError.self) { try AnnotationFixture.reading(things: ["car"]) }
  }
}
