import Datasets
import TestSupport
import Testing

struct AreaNoticeTests {
  private static func notice(_ worldFile: String?, _ system: String?) throws -> AreaNotice? {
    let fixture = try AreaFixture()
    let mask = try fixture.add("a.png", [[0, 0], [0, 0]], worldFile: worldFile, system: system)
    return try AreaCounter(masks: fixture.reading([mask])).count(AreaFiles(mask: mask)).notice
  }

  @Test func whatIsMissingIsTold() throws {
    let world = "1\n0\n0\n-1\n0\n0\n"
    #expect(try Self.notice(nil, nil) == .noPlace(.georeference))
    #expect(try Self.notice(nil, AreaFixture.metres) == .noPlace(.georeference))
    #expect(try Self.notice(world, nil) == .noPlace(.coordinateSystem))
    #expect(try Self.notice(world, #"LOCAL_CS["site"]"#) == .noPlace(.units))
    #expect(try Self.notice("1\n0.5\n0.5\n-1\n0\n0\n", AreaFixture.degrees) == .noPlace(.units))
    #expect(try Self.notice(world, AreaFixture.metres) == nil)
  }

  /// Web Mercator stretches lengths by 1 / cos(latitude): by 2 at 60 degrees, which has y = 8,399,737.89 m.
  @Test func webMercatorTellsHowFarItStretches() throws {
    let world = "10\n0\n0\n-10\n1000000\n8399742.89\n"
    guard case .webMercator(let factor)? = try Self.notice(world, AreaFixture.mercator) else {
      Issue.record("no notice")
      return
    }
    expectClose(factor, 4, relative: 1e-4)
    let messages = AreaNotice.messages([("a.png", .webMercator(factor: factor))])
    #expect(messages.count == 1 && messages[0].isWarning && messages[0].text.contains("4.00 times"))
  }

  @Test func masksWithoutAPlaceAreToldOnce() {
    let missing = AreaNotice.noPlace(.georeference)
    let none = AreaNotice.messages([("a.png", missing), ("b.png", missing)])
    #expect(none.count == 1 && !none[0].isWarning && none[0].text.contains("pixels and shares alone"))
    let some = AreaNotice.messages([("a.png", nil), ("b.png", missing)])
    #expect(some.count == 1 && some[0].isWarning && some[0].text.contains("1 of 2 masks does not"))
    #expect(some[0].text.contains("b.png"))
    #expect(AreaNotice.messages([("a.png", nil)]).isEmpty)
  }
}
