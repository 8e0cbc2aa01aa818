import Imaging
import TestSupport

/// The regions of a mask in memory, traced as the command does.
struct TracedMask {
  let mask: LabelMap
  let regions: [RegionRings.Region]

  /// - Parameters:
  ///   - simplified: the area of triangles that are left out, in pixels; nil for none.
  ///   - blockRows: rows that are read at a time.
  init(
    _ mask: LabelMap, _ connectivity: Connectivity = .four, simplified area: Double? = nil, minimum: Int = 1,
    blockRows: Int = 3
  ) throws {
    let info = MemoryRaster(mask.raster).info
    let measure = try RegionMeasure(.pixels(minimum), of: info)
    var scan = RegionScan(connectivity, measure: measure, of: info)
    var source = MemoryRaster(mask.raster)
    while let band = source.readRows(blockRows) { try scan.add(band) }
    let parts = scan.finish()
    var trace = BorderTrace(parts, of: info)
    source = MemoryRaster(mask.raster)
    while let band = source.readRows(blockRows) { try trace.add(band) }
    var arcs = trace.finish()
    if let area { arcs = arcs.simplified(area: area) }
    var regions: [RegionRings.Region] = []
    RegionRings(arcs, of: parts).forEach(measure) { regions.append($0) }
    (self.mask, self.regions) = (mask, regions)
  }

  /// A mask of rows of digits, with a point for no data.
  static func mask(_ rows: String...) -> LabelMap {
    let values = rows.joined().map { $0 == "." ? Label.none : UInt16($0.wholeNumberValue ?? 0) }
    return LabelMap(width: rows[0].count, height: rows.count, values: values)
  }

  /// A random mask whose regions have many sizes.
  static func random(_ round: Int, side: Int, using generator: inout SplitMix64) -> LabelMap {
    let (width, height) = (Int.random(in: 1...side, using: &generator), Int.random(in: 1...side, using: &generator))
    let labels = UInt16.random(in: 1...4, using: &generator)
    let noneShare = [0, 0.1, 0.5][round % 3]
    var values: [UInt16] = []
    for place in 0..<width * height {
      if place % width > 0 && Bool.random(using: &generator) {
        values.append(values[place - 1])
      } else if place >= width && Bool.random(using: &generator) {
        values.append(values[place - width])
      } else if Double.random(in: 0..<1, using: &generator) < noneShare {
        values.append(Label.none)
      } else {
        values.append(UInt16.random(in: 0..<labels, using: &generator))
      }
    }
    return LabelMap(width: width, height: height, values: values)
  }

  var rings: [[PixelCorner]] { regions.flatMap { $0.polygons.joined() } }

  /// The mask that the polygons give; nil where two of them lie over each other.
  var filled: LabelMap? {
    var values = [UInt16](repeating: Label.none, count: mask.values.count)
    for region in regions {
      for polygon in region.polygons {
        let rings = polygon.map { ring in ring.map { (x: Double($0.x), y: Double($0.y)) } }
        for place in PolygonFill.pixels(rings, width: mask.width, height: mask.height) {
          if values[place] != Label.none { return nil }
          values[place] = region.label
        }
      }
    }
    return LabelMap(width: mask.width, height: mask.height, values: values)
  }

  /// The sum of the areas of all polygons, in pixels.
  var area: Double { Double(rings.reduce(0) { $0 + $1.doubledArea }) / 2 }

  /// What is wrong with the rings: they must be closed and simple, the first one of each polygon counterclockwise, and the others
  /// clockwise.
  var faults: [String] {
    var faults: [String] = []
    for polygon in regions.flatMap(\.polygons) {
      for (index, ring) in polygon.enumerated() {
        if ring.first != ring.last || ring.count < 4 { faults.append("open or too short: \(ring)") }
        if Set(ring.dropLast()).count != ring.count - 1 { faults.append("touches itself: \(ring)") }
        if (ring.doubledArea > 0) != (index == 0) || ring.doubledArea == 0 { faults.append("turns wrongly: \(ring)") }
      }
    }
    return faults
  }

  /// Pairs of border lines that cross or lie on each other.
  var crossings: [String] {
    var lines = Set<[PixelCorner]>()
    for ring in rings {
      for (one, other) in zip(ring, ring.dropFirst()) {
        let isAscending = (one.y, one.x) < (other.y, other.x)
        lines.insert(isAscending ? [one, other] : [other, one])
      }
    }
    let all = Array(lines)
    var found: [String] = []
    for i in all.indices {
      for j in all.indices where j > i && Self.cross(all[i], all[j]) { found.append("\(all[i]) and \(all[j])") }
    }
    return found
  }

  private static func side(_ a: PixelCorner, _ b: PixelCorner, _ c: PixelCorner) -> Int {
    ((Int(b.x) - Int(a.x)) * (Int(c.y) - Int(a.y)) - (Int(c.x) - Int(a.x)) * (Int(b.y) - Int(a.y))).signum()
  }

  /// Whether two lines have a place in common that is not an end of both.
  private static func cross(_ one: [PixelCorner], _ other: [PixelCorner]) -> Bool {
    let sides = (
      side(one[0], one[1], other[0]), side(one[0], one[1], other[1]), side(other[0], other[1], one[0]),
      side(other[0], other[1], one[1])
    )
    if sides.0 * sides.1 < 0 && sides.2 * sides.3 < 0 { return true }
    func isWithin(_ corner: PixelCorner, _ line: [PixelCorner]) -> Bool {
      corner != line[0] && corner != line[1] && side(line[0], line[1], corner) == 0
        && (min(line[0].x, line[1].x)...max(line[0].x, line[1].x)).contains(corner.x)
        && (min(line[0].y, line[1].y)...max(line[0].y, line[1].y)).contains(corner.y)
    }
    return isWithin(other[0], one) || isWithin(other[1], one) || isWithin(one[0], other) || isWithin(one[1], other)
  }

  /// Lines on the sides of the image.
  var linesOnTheEdge: Int {
    func isOnEdge(_ one: PixelCorner, _ other: PixelCorner) -> Bool {
      if one.x == other.x { return one.x == 0 || Int(one.x) == mask.width }
      return one.y == other.y && (one.y == 0 || Int(one.y) == mask.height)
    }
    var count = 0
    for ring in rings {
      for (one, other) in zip(ring, ring.dropFirst()) where isOnEdge(one, other) { count += 1 }
    }
    return count
  }

  /// Lines that a region has and the region on the other side has not. A line between a region and what is no region is left out.
  var unshared: Int {
    var directed = Set<[PixelCorner]>()
    var repeated = 0
    for ring in rings {
      for (one, other) in zip(ring, ring.dropFirst()) where !directed.insert([one, other]).inserted { repeated += 1 }
    }
    return repeated + directed.count { !directed.contains([$0[1], $0[0]]) }
  }
}
