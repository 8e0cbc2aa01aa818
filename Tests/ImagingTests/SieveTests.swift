import Imaging
import Testing

struct SieveTests {
  private static func sieved(
    _ mask: LabelMap, _ minimum: Int, _ connectivity: Connectivity = .four
  ) throws -> (mask: LabelMap, counts: SieveCounts) {
    let sieve = Sieve(.pixels(minimum), connectivity: connectivity)
    let regions = try sieve.merge(MemoryRaster(mask.raster))
    let rows = SievedRows(MemoryRaster(mask.raster), regions)
    // Blocks of several heights must give the same as one.
    var values: [UInt16] = []
    while let band = try rows.readLabels(2) { values += band.values }
    return (LabelMap(width: mask.width, height: mask.height, values: values), regions.counts)
  }

  private static func mask(_ rows: String...) -> LabelMap {
    let values = rows.joined().map { $0 == "." ? Label.none : UInt16($0.wholeNumberValue ?? 0) }
    return LabelMap(width: rows[0].count, height: rows.count, values: values)
  }

  @Test func aSmallRegionGoesToTheLongestBorderAndNotToTheLargestNeighbour() throws {
    let mask = Self.mask("111112", "111332", "111332", "111112")
    // The border with 1 has six sides, and that with 2 has two.
    #expect(try Self.sieved(mask, 5).mask == Self.mask("111111", "111111", "111111", "111111"))
    let other = Self.mask("111111", "111111", "133222", "222222")
    // 3 shares three sides with 1, which is larger, and three with 2.
    #expect(try Self.sieved(other, 3).mask == Self.mask("111111", "111111", "111222", "222222"))
    let longer = Self.mask("111111", "222322", "222222")
    #expect(try Self.sieved(longer, 3).mask == Self.mask("111111", "222222", "222222"))
  }

  @Test func theLowerValueGetsARegionBetweenEqualNeighbours() throws {
    #expect(try Self.sieved(Self.mask("77177"), 2).mask == Self.mask("77777"))
    #expect(try Self.sieved(Self.mask("99177"), 2).mask == Self.mask("99777"))
  }

  @Test func theSmallestRegionComesFirst() throws {
    // 5 goes to 3, with which it shares two sides. Then 3 has three pixels and stays, and the two 2 go to it.
    #expect(try Self.sieved(Self.mask("111122", "111153", "111133"), 3).mask == Self.mask("111133", "111133", "111133"))
  }

  @Test func pixelsWithoutDataStayAndTakeNothingIn() throws {
    let mask = Self.mask("11.2", "...2", "3.42", "3.22")
    let (sieved, counts) = try Self.sieved(mask, 3)
    #expect(sieved == Self.mask("11.2", "...2", "3.22", "3.22"))
    #expect(counts.regions == 4 && counts.merged == 1 && counts.left == 2)
    #expect(try Self.sieved(Self.mask("....", "...."), 9).mask == Self.mask("....", "...."))
  }

  @Test func masksOfOnePixelAndOfOneClassStay() throws {
    for mask in [Self.mask("1"), Self.mask("."), Self.mask("2222", "2222")] {
      #expect(try Self.sieved(mask, 100).mask == mask)
    }
  }

  @Test func checkerboardsBecomeOneRegionByFourAndStayByEight() throws {
    let board = LabelMap(width: 9, height: 7, values: (0..<63).map { UInt16(($0 / 9 + $0 % 9) % 2) })
    #expect(Set(try Self.sieved(board, 2).mask.values).count == 1)
    #expect(try Self.sieved(board, 30, .eight).mask == board)
    #expect(Set(try Self.sieved(board, 32, .eight).mask.values) == [0])
  }

  @Test func valuesOfSixteenBitsStay() throws {
    let mask = LabelMap(width: 4, height: 1, values: [300, 300, 65534, 255])
    #expect(try Self.sieved(mask, 2).mask.values == [300, 300, 300, 300])
  }

  /// All regions of a mask, found pixel by pixel.
  private struct Reference {
    let regions: [Int?]
    let sizes: [Int]
    let mask: LabelMap
    let connectivity: Connectivity

    init(_ mask: LabelMap, _ connectivity: Connectivity) {
      var regions = [Int?](repeating: nil, count: mask.values.count)
      var sizes: [Int] = []
      for first in mask.values.indices where regions[first] == nil && mask.values[first] != Label.none {
        var open = [first]
        regions[first] = sizes.count
        sizes.append(0)
        while let place = open.popLast() {
          sizes[sizes.count - 1] += 1
          for (other, _) in Self.neighbours(of: place, in: mask, connectivity)
          where regions[other] == nil && mask.values[other] == mask.values[first] {
            regions[other] = sizes.count - 1
            open.append(other)
          }
        }
      }
      (self.regions, self.sizes, self.mask, self.connectivity) = (regions, sizes, mask, connectivity)
    }

    static func neighbours(of place: Int, in mask: LabelMap, _ connectivity: Connectivity) -> [(place: Int, sides: Int)]
    {
      let (x, y) = (place % mask.width, place / mask.width)
      var found: [(Int, Int)] = []
      for (dx, dy) in [(0, -1), (-1, 0), (1, 0), (0, 1), (-1, -1), (1, -1), (-1, 1), (1, 1)] {
        if dx != 0 && dy != 0 && connectivity == .four { continue }
        if (0..<mask.width).contains(x + dx) && (0..<mask.height).contains(y + dy) {
          found.append((place + dy * mask.width + dx, dx == 0 || dy == 0 ? 1 : 0))
        }
      }
      return found
    }

    /// The sides that a region shares with each neighbour.
    func borders(of region: Int) -> [Int: Int] {
      var borders: [Int: Int] = [:]
      for place in regions.indices where regions[place] == region {
        for (other, sides) in Self.neighbours(of: place, in: mask, connectivity) {
          if let neighbour = regions[other], neighbour != region { borders[neighbour, default: 0] += sides }
        }
      }
      return borders
    }

    func label(of region: Int) -> UInt16 { mask.values[regions.firstIndex(of: region) ?? 0] }

    /// The mask after the smallest small region was merged; nil where there is none that has a neighbour.
    func merged(_ minimum: Int) -> LabelMap? {
      let small = sizes.indices.filter { sizes[$0] < minimum }.sorted { (sizes[$0], $0) < (sizes[$1], $1) }
      for region in small {
        let best = borders(of: region).max { one, other in
          if one.value != other.value { return one.value < other.value }
          if sizes[one.key] != sizes[other.key] { return sizes[one.key] < sizes[other.key] }
          return (label(of: one.key), one.key) > (label(of: other.key), other.key)
        }
        guard let best else { continue }
        var mask = mask
        for place in regions.indices where regions[place] == region { mask.values[place] = label(of: best.key) }
        return mask
      }
      return nil
    }
  }

  @Test(arguments: Connectivity.allCases) func agreesWithMergingPixelByPixel(_ connectivity: Connectivity) throws {
    var generator = SplitMix64(seed: 7)
    for round in 0..<300 {
      let (width, height) = (Int.random(in: 1...13, using: &generator), Int.random(in: 1...11, using: &generator))
      let labels = Int.random(in: 1...5, using: &generator)
      let noneShare = [0, 0.1, 0.5][round % 3]
      var values: [UInt16] = []
      for place in 0..<width * height {
        // Half of the pixels repeat their neighbour, so that regions of many sizes come about.
        if place % width > 0 && Bool.random(using: &generator) {
          values.append(values[place - 1])
        } else if Double.random(in: 0..<1, using: &generator) < noneShare {
          values.append(Label.none)
        } else {
          values.append(UInt16.random(in: 0..<UInt16(labels), using: &generator))
        }
      }
      let mask = LabelMap(width: width, height: height, values: values)
      let minimum = Int.random(in: 1...20, using: &generator)
      var expected = mask
      while let next = Reference(expected, connectivity).merged(minimum) { expected = next }
      let (sieved, counts) = try Self.sieved(mask, minimum, connectivity)
      #expect(sieved == expected, "round \(round)")
      let (before, after) = (Reference(mask, connectivity), Reference(expected, connectivity))
      #expect(counts.regions == before.sizes.count)
      #expect(counts.regions - counts.merged == after.sizes.count)
      #expect(counts.left == after.sizes.count { $0 < minimum })
      for region in after.sizes.indices where after.sizes[region] < minimum {
        #expect(after.borders(of: region).isEmpty)
      }
    }
  }

  @Test func aMaskThatChangesBetweenTheReadingsIsRefused() throws {
    let regions = try Sieve(.pixels(2)).merge(MemoryRaster(Self.mask("1111").raster))
    #expect(throws: RegionError.changed(path: "a raster in memory")) {
      _ = try SievedRows(MemoryRaster(Self.mask("1212").raster), regions).readRows(1)
    }
  }
}
