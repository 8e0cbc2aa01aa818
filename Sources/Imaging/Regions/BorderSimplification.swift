/// Simplifies borders, each once for both regions beside it, so that neither gaps nor overlaps come about.
///
/// Of each arc, the corner whose triangle with its two neighbours is smallest is left out, as long as the triangle is smaller than a
/// given area. A corner stays where the triangle holds a corner of any border, so that borders do not cross. Nodes stay, and of the
/// borders between the same two nodes only one becomes straight, so that no ring collapses.
///
/// Source: Visvalingam and Whyatt, "Line generalisation by repeated elimination of points" (1993).
struct BorderSimplification {
  private let arcs: BorderArcs
  /// Twice the area below which a triangle is left out, in pixels.
  private let limit: Double
  private var grid: CornerGrid
  /// Pairs of nodes with a straight arc between them.
  private var straight: Set<UInt64> = []

  init(_ arcs: BorderArcs, area: Double) {
    self.arcs = arcs
    limit = 2 * area
    grid = CornerGrid(arcs)
    for (number, arc) in arcs.arcs.enumerated() where arc.count == 2 { straight.insert(nodes(of: number)) }
  }

  mutating func run() -> BorderArcs {
    let arcs = arcs
    return arcs.replacingCorners { simplified($0) }
  }

  private func nodes(of arc: Int) -> UInt64 {
    let (from, to) = (arcs.arcs[arc].from, arcs.arcs[arc].to)
    return UInt64(min(from, to)) << 32 | UInt64(max(from, to))
  }

  private mutating func simplified(_ arc: Int) -> [PixelCorner] {
    let corners = arcs.corners(of: arc)
    let isClosed = arcs.arcs[arc].from == arcs.arcs[arc].to
    let ends = nodes(of: arc)
    // A ring keeps three corners, of which the last is stored twice.
    let least = isClosed ? 4 : straight.contains(ends) ? 3 : 2
    var left = corners.count
    if left <= least { return corners }
    var before = corners.indices.map { Int32($0 - 1) }
    var after = corners.indices.map { Int32($0 + 1) }
    var areas = [Double](repeating: 0, count: corners.count)
    var queue = RegionQueue()
    func push(_ corner: Int, _ areas: inout [Double], _ queue: inout RegionQueue, _ before: [Int32], _ after: [Int32]) {
      let area = Self.doubledArea(corners[Int(before[corner])], corners[corner], corners[Int(after[corner])])
      areas[corner] = Double(abs(area))
      if areas[corner] < limit { queue.push(.init(size: areas[corner], number: UInt32(corner))) }
    }
    for corner in 1..<corners.count - 1 { push(corner, &areas, &queue, before, after) }
    while left > least, let entry = queue.pop() {
      let corner = Int(entry.number)
      let (one, other) = (Int(before[corner]), Int(after[corner]))
      // A corner that was left out is its own neighbour, and one whose neighbours have changed has another entry.
      if one == corner || areas[corner] != entry.size { continue }
      if grid.holdsCorner(corners[one], corners[corner], corners[other]) { continue }
      grid.remove(corners[corner])
      after[one] = Int32(other)
      before[other] = Int32(one)
      (before[corner], after[corner]) = (Int32(corner), Int32(corner))
      left -= 1
      if one > 0 { push(one, &areas, &queue, before, after) }
      if other < corners.count - 1 { push(other, &areas, &queue, before, after) }
    }
    if left == 2 { straight.insert(ends) }
    return corners.indices.filter { $0 == 0 || Int(before[$0]) != $0 }.map { corners[$0] }
  }

  static func doubledArea(_ a: PixelCorner, _ b: PixelCorner, _ c: PixelCorner) -> Int {
    (Int(b.x) - Int(a.x)) * (Int(c.y) - Int(a.y)) - (Int(c.x) - Int(a.x)) * (Int(b.y) - Int(a.y))
  }
}

extension BorderArcs {
  /// The borders without the corners whose triangles are smaller than an area, in pixels. Regions keep their neighbours.
  package func simplified(area: Double) -> BorderArcs {
    var simplification = BorderSimplification(self, area: area)
    return simplification.run()
  }
}
