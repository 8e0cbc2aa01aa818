import Imaging
import TestSupport
import Testing

struct BorderSimplificationTests {
  @Test func aStaircaseBecomesALine() throws {
    let side = 12
    let mask = LabelMap(
      width: side, height: side, values: (0..<side * side).map { $0 % side + $0 / side < side ? 1 : 2 })
    let traced = try TracedMask(mask, simplified: 1)
    #expect(traced.faults.isEmpty && traced.unshared == traced.linesOnTheEdge && traced.area == 144)
    // Of the stairs, the two ends on the sides of the image are left, and at most one corner.
    #expect(traced.regions.allSatisfy { $0.polygons[0][0].count <= 7 })
    #expect(try TracedMask(mask).regions.allSatisfy { $0.polygons[0][0].count > 20 })
  }

  @Test func ringsKeepThreeCorners() throws {
    for mask in [TracedMask.mask("111", "121", "111"), TracedMask.mask("2"), TracedMask.mask("1122", "1332", "1122")] {
      let traced = try TracedMask(mask, simplified: 1000)
      #expect(traced.faults.isEmpty, "\(traced.faults)")
      #expect(traced.regions.count == (try TracedMask(mask).regions.count))
      #expect(Int(traced.area) == mask.values.count)
    }
  }

  @Test func theFourCornersOfTheImageStay() throws {
    let traced = try TracedMask(TracedMask.mask("1111", "1111", "1111"), simplified: 1e9)
    #expect(Set(traced.rings.joined()).count == 4 && traced.area == 12)
  }

  @Test(arguments: [0.75, 3, 50, 1e6], Connectivity.allCases)
  func bordersStaySharedAndDoNotCross(_ area: Double, _ connectivity: Connectivity) throws {
    var generator = SplitMix64(seed: UInt64(area))
    var (before, after) = (0, 0)
    for round in 0..<40 {
      let mask = TracedMask.random(round, side: 22, using: &generator)
      let plain = try TracedMask(mask, connectivity)
      let traced = try TracedMask(mask, connectivity, simplified: area)
      #expect(traced.regions.count == plain.regions.count)
      #expect(traced.faults.isEmpty, "round \(round): \(traced.faults)")
      #expect(traced.crossings.isEmpty, "round \(round): \(traced.crossings.prefix(2))")
      if round % 3 == 0 {
        #expect(traced.unshared == traced.linesOnTheEdge)
        #expect(Int(traced.area) == mask.values.count)
        #expect(traced.area == traced.area.rounded())
      }
      before += plain.rings.reduce(0) { $0 + $1.count }
      after += traced.rings.reduce(0) { $0 + $1.count }
    }
    #expect(after < before)
  }
}
