/// The corners of all borders by their places, to tell whether a triangle holds any.
struct CornerGrid {
  /// Corners along the side of a cell.
  private static let side: Int32 = 8

  private let columns: Int
  private let rows: Int
  private var starts: [UInt32]
  private var counts: [UInt32]
  private var corners: [PixelCorner]

  init(_ arcs: BorderArcs) {
    var (width, height) = (Int32(0), Int32(0))
    for arc in arcs.arcs.indices {
      for corner in arcs.corners(of: arc) { (width, height) = (max(width, corner.x), max(height, corner.y)) }
    }
    columns = Int(width / Self.side) + 1
    rows = Int(height / Self.side) + 1
    starts = [UInt32](repeating: 0, count: columns * rows + 1)
    counts = [UInt32](repeating: 0, count: columns * rows)
    corners = []
    let columns = columns
    Self.forEachCorner(of: arcs) { starts[Self.cell($0, columns) + 1] += 1 }
    for cell in 1..<starts.count { starts[cell] += starts[cell - 1] }
    corners = [PixelCorner](repeating: PixelCorner(x: 0, y: 0), count: Int(starts[starts.count - 1]))
    Self.forEachCorner(of: arcs) { corner in
      let cell = Self.cell(corner, columns)
      corners[Int(starts[cell] + counts[cell])] = corner
      counts[cell] += 1
    }
  }

  private static func cell(_ corner: PixelCorner, _ columns: Int) -> Int {
    Int(corner.y / side) * columns + Int(corner.x / side)
  }

  /// Calls `body` with each corner once; a node belongs to several arcs.
  private static func forEachCorner(of arcs: BorderArcs, _ body: (PixelCorner) -> Void) {
    var isMet = [Bool](repeating: false, count: arcs.nodeArcs.count / 4)
    for (number, arc) in arcs.arcs.enumerated() {
      let corners = arcs.corners(of: number)
      for corner in corners.dropFirst().dropLast() { body(corner) }
      guard let first = corners.first, let last = corners.last else { continue }
      if arc.isCircle { body(first) }
      for (node, corner) in [(arc.from, first), (arc.to, last)] where node != BorderArcs.noNode && !isMet[Int(node)] {
        isMet[Int(node)] = true
        body(corner)
      }
    }
  }

  /// Removes a corner that is there once.
  mutating func remove(_ corner: PixelCorner) {
    let cell = Self.cell(corner, columns)
    let start = Int(starts[cell])
    let last = start + Int(counts[cell]) - 1
    guard let place = (start...last).first(where: { corners[$0] == corner }) else { return }
    corners[place] = corners[last]
    counts[cell] -= 1
  }

  /// Whether any other corner lies in a triangle or on its sides.
  func holdsCorner(_ a: PixelCorner, _ b: PixelCorner, _ c: PixelCorner) -> Bool {
    let (left, right) = (min(a.x, b.x, c.x), max(a.x, b.x, c.x))
    let (top, bottom) = (min(a.y, b.y, c.y), max(a.y, b.y, c.y))
    for row in Int(top / Self.side)...Int(bottom / Self.side) {
      for column in Int(left / Self.side)...Int(right / Self.side) {
        let cell = row * columns + column
        for place in Int(starts[cell])..<Int(starts[cell] + counts[cell]) {
          let corner = corners[place]
          if corner.x < left || corner.x > right || corner.y < top || corner.y > bottom { continue }
          if corner == a || corner == b || corner == c { continue }
          let sides = [
            BorderSimplification.doubledArea(a, b, corner), BorderSimplification.doubledArea(b, c, corner),
            BorderSimplification.doubledArea(c, a, corner),
          ]
          if sides.allSatisfy({ $0 >= 0 }) || sides.allSatisfy({ $0 <= 0 }) { return true }
        }
      }
    }
    return false
  }
}
