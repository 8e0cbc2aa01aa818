/// The rings of corners around the regions of a mask.
package struct RegionRings: Sendable {
  private let arcs: BorderArcs
  private let parts: RegionParts
  /// The arcs around each part, times two, plus one where they run backwards with the part to the left.
  private var sides: [UInt32]
  /// Where the arcs of each part begin in ``sides``.
  private var starts: [Int]
  /// The parts of each region that has several, by the first part.
  private var others: [UInt32: [UInt32]] = [:]

  package init(_ arcs: BorderArcs, of parts: RegionParts) {
    self.arcs = arcs
    self.parts = parts
    starts = [Int](repeating: 0, count: parts.count + 2)
    for arc in arcs.arcs {
      starts[Int(arc.left) + 1] += 1
      starts[Int(arc.right) + 1] += 1
    }
    for part in 1..<starts.count { starts[part] += starts[part - 1] }
    sides = [UInt32](repeating: 0, count: starts[starts.count - 1])
    var next = starts
    for (number, arc) in arcs.arcs.enumerated() {
      sides[next[Int(arc.left)]] = UInt32(number) << 1
      next[Int(arc.left)] += 1
      sides[next[Int(arc.right)]] = UInt32(number) << 1 | 1
      next[Int(arc.right)] += 1
    }
    for (index, first) in parts.firstParts.enumerated() where Int(first) != index + 1 {
      others[first, default: []].append(UInt32(index + 1))
    }
  }

  /// A region and what lies around it.
  package struct Region: Sendable {
    package let label: UInt16
    /// The number that ``BorderTrace`` gives its runs.
    package let firstPart: UInt32
    /// For each part the rings around it: first the outer one, which runs counterclockwise as the image is seen, and then those
    /// around holes, which run clockwise. The last corner of a ring is its first.
    package let polygons: [[[PixelCorner]]]
  }

  /// Calls `body` with each region of at least a size, in the order of their first pixels.
  package func forEach(_ measure: RegionMeasure, _ body: (Region) throws -> Void) rethrows {
    for part in 1...UInt32(max(1, parts.count)) where part <= parts.count {
      guard parts.firstParts[Int(part) - 1] == part, parts.sizes[Int(part) - 1] >= measure.limit else { continue }
      let polygons = ([part] + (others[part] ?? [])).map(rings(around:))
      try body(Region(label: parts.labels[Int(part) - 1], firstPart: part, polygons: polygons))
    }
  }

  /// The rings around a part: first the outer one, then those around holes.
  private func rings(around part: UInt32) -> [[PixelCorner]] {
    let own = sides[starts[Int(part)]..<starts[Int(part) + 1]]
    var isUsed: Set<UInt32> = []
    var rings: [[PixelCorner]] = []
    for first in own where !isUsed.contains(first) {
      var ring: [PixelCorner] = []
      var side = first
      repeat {
        isUsed.insert(side)
        let corners = arcs.corners(of: Int(side >> 1))
        let run = side & 1 == 0 ? corners : corners.reversed()
        ring.append(contentsOf: ring.isEmpty ? run[...] : run.dropFirst())
        guard let next = following(side, around: part) else { break }
        side = next
      } while side != first
      rings.append(ring)
    }
    if let outer = rings.firstIndex(where: { $0.doubledArea > 0 }) { rings.swapAt(0, outer) }
    return rings
  }

  /// The arc after an arc that has a part to its left; nil after a circle.
  private func following(_ side: UInt32, around part: UInt32) -> UInt32? {
    let arc = arcs.arcs[Int(side >> 1)]
    if arc.isCircle { return nil }
    let isForward = side & 1 == 0
    let node = Int(isForward ? arc.to : arc.from)
    // The side of the node that the arc comes from holds the arc as it leaves again.
    let leaving = side ^ 1
    guard let from = (0..<4).first(where: { arcs.nodeArcs[node * 4 + $0] == leaving }) else { return nil }
    // First to the right: where a part touches itself at a corner, the ring around a hole there stays one of its own.
    for turn in [3, 2, 1] {
      let next = arcs.nodeArcs[node * 4 + (from + turn) % 4]
      if next == BorderArcs.noArc { continue }
      let found = arcs.arcs[Int(next >> 1)]
      if (next & 1 == 0 ? found.left : found.right) == part { return next }
    }
    return nil
  }
}
