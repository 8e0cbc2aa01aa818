import Imaging
import Interchange
import Testing

struct FilledRingsTests {
  @Test func holesStayEmpty() throws {
    let fixture = try AnnotationFixture()
    let found = try fixture.segments()
    var filled: FilledRings?
    try found.rings.forEach(RegionMeasure(.pixels(1), of: found.info)) { region in
      if region.label == 0 { filled = FilledRings(region.polygons[0]) }
    }
    let rings = try #require(filled)
    #expect([rings.left, rings.top, rings.width, rings.height] == [0, 0, 3, 3])
    #expect(rings.values == [true, true, true, true, false, true, true, true, true])
  }
}
