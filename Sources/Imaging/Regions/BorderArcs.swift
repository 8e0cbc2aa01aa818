/// The borders between the regions of a mask: arcs from node to node, each of which two regions share.
package struct BorderArcs: Sendable {
  struct Arc {
    /// Where its corners lie in the bytes, and how many they are.
    var offset: Int
    var count: Int32
    /// The parts to its left and right.
    var left: UInt32
    var right: UInt32
    /// The nodes at its ends; ``BorderArcs/noNode`` for an arc that runs in a circle.
    var from: UInt32
    var to: UInt32

    var isCircle: Bool { from == BorderArcs.noNode }
  }

  static let noNode = UInt32.max
  static let noArc = UInt32.max

  private(set) var arcs: [Arc] = []
  /// For each node what leaves it at its four sides, clockwise from above: an arc, times two, plus one where it runs backwards.
  private(set) var nodeArcs: [UInt32]
  /// The differences between the corners of each arc; the first corner is a difference to the first corner of the image.
  private var bytes: [UInt8] = []

  /// Joins pieces to arcs.
  /// - Parameter pieces: are taken, since they are large.
  init(taking pieces: inout BorderPieces) {
    var found = BorderPieces()
    swap(&found, &pieces)
    var isUsed = [Bool](repeating: false, count: found.pieces.count)
    var slots = [UInt32](repeating: Self.noArc, count: found.nodes.count)
    nodeArcs = []
    for slot in found.nodes.indices where found.nodes[slot] != BorderPieces.noPiece && slots[slot] == Self.noArc {
      // The sides to the right and down are where pieces begin.
      let side = BorderPieces.Side(rawValue: slot % 4)
      let isForward = side == .right || side == .down
      let last = follow(found, from: found.nodes[slot], isForward: isForward, &isUsed)
      let arc = UInt32(arcs.count - 1)
      arcs[Int(arc)].from = UInt32(slot / 4)
      slots[slot] = arc << 1
      if let last {
        arcs[Int(arc)].to = UInt32(last / 4)
        slots[last] = arc << 1 | 1
      }
    }
    for number in found.pieces.indices where !isUsed[number] {
      _ = follow(found, from: UInt32(number), isForward: true, &isUsed)
    }
    nodeArcs = slots
  }

  /// Adds the arc that begins with a piece.
  /// - Returns: the side of the node where it ends, as a place in the list of nodes; nil for a circle.
  private mutating func follow(
    _ found: BorderPieces, from first: UInt32, isForward: Bool, _ isUsed: inout [Bool]
  ) -> Int? {
    var corners: [PixelCorner] = []
    var (number, isForward) = (first, isForward)
    let piece = found.pieces[Int(first)]
    let (left, right) = isForward ? (piece.left, piece.right) : (piece.right, piece.left)
    var end: Int?
    while true {
      isUsed[Int(number)] = true
      let own = found.corners(of: number)
      if isForward {
        corners.append(contentsOf: corners.isEmpty ? own[...] : own.dropFirst())
      } else {
        corners.append(contentsOf: (corners.isEmpty ? own[...] : own.dropLast()).reversed())
      }
      let piece = found.pieces[Int(number)]
      switch isForward ? piece.end : piece.start {
      case .node(let node):
        let isHorizontal = isForward ? piece.endsRight : piece.beginsRight
        let side: BorderPieces.Side = isForward ? (isHorizontal ? .left : .up) : (isHorizontal ? .right : .down)
        end = Int(node) * 4 + side.rawValue
      case .piece(let next) where !isUsed[Int(next)]:
        number = next
        isForward.toggle()
        continue
      case .piece, .open: break
      }
      break
    }
    append(corners, left: left, right: right, from: Self.noNode, to: Self.noNode)
    return end
  }

  private mutating func append(_ corners: [PixelCorner], left: UInt32, right: UInt32, from: UInt32, to: UInt32) {
    arcs.append(
      Arc(offset: bytes.count, count: Int32(corners.count), left: left, right: right, from: from, to: to))
    var last = PixelCorner(x: 0, y: 0)
    for corner in corners {
      PackedNumbers.append(Int(corner.x) - Int(last.x), to: &bytes)
      PackedNumbers.append(Int(corner.y) - Int(last.y), to: &bytes)
      last = corner
    }
  }

  /// The corners of an arc from its first to its last, which are one place where it runs in a circle.
  func corners(of arc: Int) -> [PixelCorner] {
    var corners: [PixelCorner] = []
    corners.reserveCapacity(Int(arcs[arc].count))
    var place = arcs[arc].offset
    var (x, y) = (0, 0)
    for _ in 0..<arcs[arc].count {
      x += PackedNumbers.read(bytes, at: &place)
      y += PackedNumbers.read(bytes, at: &place)
      corners.append(PixelCorner(x: Int32(x), y: Int32(y)))
    }
    return corners
  }

  /// The same borders with other corners between the ends of each arc.
  /// - Parameter corners: gets the number of an arc, and returns its corners.
  func replacingCorners(_ corners: (_ arc: Int) -> [PixelCorner]) -> BorderArcs {
    var replaced = BorderArcs(nodeArcs: nodeArcs)
    for (number, arc) in arcs.enumerated() {
      replaced.append(corners(number), left: arc.left, right: arc.right, from: arc.from, to: arc.to)
    }
    return replaced
  }

  private init(nodeArcs: [UInt32]) { self.nodeArcs = nodeArcs }
}
