import Imaging
import TestSupport
import Testing

struct BorderTraceTests {
  private static func ring(_ corners: (Int32, Int32)...) -> [PixelCorner] {
    (corners + [corners[0]]).map { PixelCorner(x: $0.0, y: $0.1) }
  }

  @Test func onePixelIsASquareThatRunsCounterclockwiseAsItIsSeen() throws {
    let regions = try TracedMask(TracedMask.mask("7")).regions
    #expect(regions.count == 1 && regions[0].label == 7 && regions[0].polygons.count == 1)
    let ring = try #require(regions[0].polygons[0].first)
    #expect(ring.count == 5 && ring.doubledArea == 2)
    let next = (0..<4).map { (ring[$0], ring[$0 + 1]) }
    // Down on the left side, as a pen that keeps the region to its left.
    #expect(next.contains { $0 == (PixelCorner(x: 0, y: 0), PixelCorner(x: 0, y: 1)) })
  }

  @Test func ringsLieInRings() throws {
    let mask = TracedMask.mask("11111", "12221", "12321", "12221", "11111")
    let traced = try TracedMask(mask)
    #expect(traced.regions.map { $0.polygons[0].count } == [2, 2, 1])
    #expect(traced.filled == mask && traced.faults.isEmpty)
    #expect(traced.regions.map { $0.polygons[0].reduce(0) { $0 + $1.doubledArea } } == [32, 16, 2])
  }

  @Test func aHoleThatTouchesTheOutsideAtACornerIsARingOfItsOwn() throws {
    let traced = try TracedMask(TracedMask.mask("111", "1.1", "11."))
    #expect(traced.regions.count == 1 && traced.regions[0].polygons[0].count == 2)
    #expect(traced.faults.isEmpty && traced.area == 7)
  }

  @Test func diagonalContactsJoinByEightOnly() throws {
    let board = LabelMap(width: 5, height: 4, values: (0..<20).map { UInt16(($0 / 5 + $0 % 5) % 2) })
    let four = try TracedMask(board)
    #expect(four.regions.count == 20 && four.regions.allSatisfy { $0.polygons.count == 1 })
    let eight = try TracedMask(board, .eight)
    #expect(eight.regions.map(\.polygons.count) == [10, 10])
    for traced in [four, eight] { #expect(traced.filled == board && traced.faults.isEmpty && traced.area == 20) }
  }

  @Test func aSpiralIsOnePolygonWithoutHoles() throws {
    let mask = TracedMask.mask("1111111", "2222221", "1111121", "1222121", "1211121", "1222221", "1111111")
    let traced = try TracedMask(mask)
    #expect(traced.regions.map(\.label) == [1, 2] && traced.regions.allSatisfy { $0.polygons[0].count == 1 })
    #expect(traced.filled == mask && traced.faults.isEmpty)
  }

  @Test func masksWithoutDataHaveNoPolygons() throws {
    #expect(try TracedMask(TracedMask.mask("..", "..")).regions.isEmpty)
    let hollow = try TracedMask(LabelMap(width: 3, height: 3, values: [9, 9, 9, 9, 65535, 9, 9, 9, 300]))
    #expect(hollow.regions.map(\.label) == [9, 300] && hollow.area == 8)
    #expect(hollow.filled == hollow.mask)
  }

  @Test func smallRegionsAreLeftOut() throws {
    let traced = try TracedMask(TracedMask.mask("1112", "1132"), minimum: 2)
    #expect(traced.regions.map(\.label) == [1, 2])
    // By corners the two 3 are one region.
    #expect(try TracedMask(TracedMask.mask("1113", "1131"), .eight, minimum: 2).regions.map(\.label) == [1, 3])
  }

  @Test(arguments: Connectivity.allCases)
  func polygonsGiveTheMaskBack(_ connectivity: Connectivity) throws {
    var generator = SplitMix64(seed: 11)
    for round in 0..<400 {
      let mask = TracedMask.random(round, side: 14, using: &generator)
      let traced = try TracedMask(mask, connectivity, blockRows: 1 + round % 4)
      #expect(traced.filled == mask, "round \(round)")
      #expect(traced.faults.isEmpty, "round \(round): \(traced.faults)")
      #expect(Int(traced.area) == mask.values.count { $0 != Label.none })
      if round % 3 == 0 {
        // All that no other region has are the sides of the image.
        #expect(traced.unshared == traced.linesOnTheEdge, "round \(round)")
      }
    }
  }

  @Test func aMaskThatChangesBetweenTheReadingsIsRefused() throws {
    let first = TracedMask.mask("1111")
    let info = MemoryRaster(first.raster).info
    var scan = RegionScan(.four, measure: try RegionMeasure(.pixels(1), of: info), of: info)
    try scan.add(first.raster)
    var trace = BorderTrace(scan.finish(), of: info)
    #expect(throws: RegionError.changed(path: "a raster in memory")) {
      try trace.add(TracedMask.mask("1212").raster)
    }
  }
}
