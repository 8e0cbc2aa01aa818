/// Pieces of borders that run to the right and down only, and the nodes where borders meet.
struct BorderPieces {
  /// The sides of a node, clockwise.
  enum Side: Int {
    case up, right, down, left
  }

  /// What a piece is joined to at its start or end.
  enum Link: Hashable {
    /// The same end of another piece: where the border turns to the left or up.
    case piece(UInt32)
    case node(UInt32)
    case open
  }

  struct Piece {
    var first: PixelCorner
    /// Whether the piece begins to the right, and not down.
    var beginsRight: Bool
    /// Whether the piece ends to the right, and not down.
    var endsRight: Bool
    /// The parts on both sides, as the piece runs.
    var left: UInt32
    var right: UInt32
    var start = Link.open
    var end = Link.open
    /// Where its lengths lie in ``bytes``, and how many they are.
    var offset = 0
    var lengths: Int32 = 0
  }

  /// A piece that still grows.
  private struct Growing {
    var piece: UInt32
    var last: PixelCorner
    var lengths: Int32 = 0
    var bytes: [UInt8] = []
  }

  static let none: Int32 = -1

  private(set) var pieces: [Piece] = []
  /// For each node the pieces at its four sides, in the order of ``Side``.
  private(set) var nodes: [UInt32] = []
  /// The lengths of the pieces between their corners, in turn to the right and down.
  private(set) var bytes: [UInt8] = []
  private var growing: [Growing] = []
  private var free: [Int32] = []

  static let noPiece = UInt32.max

  mutating func addNode() -> UInt32 {
    nodes.append(contentsOf: repeatElement(Self.noPiece, count: 4))
    return UInt32(nodes.count / 4 - 1)
  }

  /// Begins a piece, at a node unless it is nil.
  /// - Returns: what the piece is called while it grows.
  mutating func start(at place: PixelCorner, _ side: Side, left: UInt32, right: UInt32, node: UInt32?) -> Int32 {
    let number = UInt32(pieces.count)
    var piece = Piece(first: place, beginsRight: side == .right, endsRight: side == .right, left: left, right: right)
    if let node {
      piece.start = .node(node)
      nodes[Int(node) * 4 + side.rawValue] = number
    }
    pieces.append(piece)
    if let slot = free.popLast() {
      growing[Int(slot)].piece = number
      growing[Int(slot)].last = place
      return slot
    }
    growing.append(Growing(piece: number, last: place))
    return Int32(growing.count - 1)
  }

  /// Joins the starts of two pieces that begin at one corner.
  mutating func pairStarts(_ one: Int32, _ other: Int32) {
    let numbers = (growing[Int(one)].piece, growing[Int(other)].piece)
    pieces[Int(numbers.0)].start = .piece(numbers.1)
    pieces[Int(numbers.1)].start = .piece(numbers.0)
  }

  /// Turns a piece from right to down, or from down to right.
  mutating func turn(_ slot: Int32, at place: PixelCorner) {
    let last = growing[Int(slot)].last
    let number = Int(growing[Int(slot)].piece)
    let length = pieces[number].endsRight ? place.x - last.x : place.y - last.y
    PackedNumbers.append(Int(length), to: &growing[Int(slot)].bytes)
    growing[Int(slot)].lengths += 1
    growing[Int(slot)].last = place
    pieces[number].endsRight.toggle()
  }

  /// Ends a piece in a node.
  mutating func end(_ slot: Int32, at place: PixelCorner, node: UInt32, _ side: Side) {
    let number = finish(slot, at: place)
    pieces[Int(number)].end = .node(node)
    nodes[Int(node) * 4 + side.rawValue] = number
  }

  /// Ends two pieces that meet.
  mutating func end(_ slot: Int32, and other: Int32, at place: PixelCorner) {
    let numbers = (finish(slot, at: place), finish(other, at: place))
    pieces[Int(numbers.0)].end = .piece(numbers.1)
    pieces[Int(numbers.1)].end = .piece(numbers.0)
  }

  private mutating func finish(_ slot: Int32, at place: PixelCorner) -> UInt32 {
    let endsRight = pieces[Int(growing[Int(slot)].piece)].endsRight
    turn(slot, at: place)
    let number = growing[Int(slot)].piece
    pieces[Int(number)].endsRight = endsRight
    pieces[Int(number)].offset = bytes.count
    pieces[Int(number)].lengths = growing[Int(slot)].lengths
    bytes.append(contentsOf: growing[Int(slot)].bytes)
    growing[Int(slot)].bytes.removeAll(keepingCapacity: true)
    growing[Int(slot)].lengths = 0
    free.append(slot)
    return number
  }

  /// The corners of a piece, from its first to its last place.
  func corners(of number: UInt32) -> [PixelCorner] {
    let piece = pieces[Int(number)]
    var corners = [piece.first]
    var (x, y) = (piece.first.x, piece.first.y)
    var isRight = piece.beginsRight
    var place = piece.offset
    for _ in 0..<piece.lengths {
      let length = Int32(PackedNumbers.read(bytes, at: &place))
      if isRight { x += length } else { y += length }
      isRight.toggle()
      corners.append(PixelCorner(x: x, y: y))
    }
    return corners
  }
}
