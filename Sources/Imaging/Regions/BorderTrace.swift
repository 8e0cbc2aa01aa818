/// The second reading of a mask whose regions are traced: follows the borders between regions from the top.
///
/// Each border is kept in pieces that run to the right and down only, so a piece grows at its end while rows are read, and nothing
/// else of the rows is in memory. A piece ends where three or four borders meet, in a node; at a corner of the image, which is a node
/// too; and where its border turns to the left or up, where another piece takes over.
package struct BorderTrace {
  private let parts: RegionParts
  private let info: RasterInfo
  private var numbering = RegionNumbering(.four)
  private var pieces = BorderPieces()
  /// The columns after the runs of the last row and their parts.
  private var ends: [Int32]
  private var partsOfRuns: [UInt32]
  /// The pieces that go down from the last row, from left to right.
  private var open: [Int32] = []
  private var row: Int32 = 0

  /// - Parameters:
  ///   - parts: what ``RegionScan`` has found in the same rows.
  ///   - info: of the mask.
  package init(_ parts: RegionParts, of info: RasterInfo) {
    self.parts = parts
    self.info = info
    ends = [Int32(info.width)]
    partsOfRuns = [0]
  }

  /// Adds the next rows.
  /// - Parameter runs: gets the columns of each run of pixels, its row within the band, and the first part of its region.
  /// - Throws: ``RegionError/changed(path:)``.
  package mutating func add(
    _ band: Raster, runs: (_ columns: Range<Int>, _ row: Int, _ firstPart: UInt32) -> Void = { _, _, _ in }
  ) throws {
    let labels = band.regionLabels
    try labels.withUnsafeBufferPointer { labels in
      for start in stride(from: 0, to: labels.count, by: band.width) {
        numbering.advance(labels[start..<start + band.width])
        guard numbering.count <= parts.partOfNumber.count else { throw RegionError.changed(path: info.path) }
        let found = numbering.numbers.map { $0 == RegionNumbering.none ? 0 : parts.partOfNumber[Int($0)] }
        for run in found.indices where found[run] > 0 {
          runs(numbering.runs.columns(run), start / band.width, parts.firstParts[Int(found[run]) - 1])
        }
        addRow(ends: numbering.runs.ends, parts: found)
      }
    }
  }

  /// The borders of all rows.
  package mutating func finish() -> BorderArcs {
    addRow(ends: [Int32(info.width)], parts: [0])
    return BorderArcs(taking: &pieces)
  }

  /// Follows the borders along the line between the last row and a new one.
  private mutating func addRow(ends newEnds: [Int32], parts newParts: [UInt32]) {
    let (width, height) = (Int32(info.width), Int32(info.height))
    var (above, below) = (0, 0)
    var (northWest, southWest) = (UInt32(0), UInt32(0))
    var x: Int32 = 0
    var nextOpen = 0
    var stillOpen: [Int32] = []
    /// The piece that comes along the line from the left.
    var along = BorderPieces.none
    while true {
      let northEast = x < width ? partsOfRuns[above] : 0
      let southEast = x < width ? newParts[below] : 0
      let (up, down) = (northWest != northEast, southWest != southEast)
      let (left, right) = (northWest != southWest, northEast != southEast)
      let place = PixelCorner(x: x, y: row)
      var fromAbove = BorderPieces.none
      if up {
        fromAbove = open[nextOpen]
        nextOpen += 1
      }
      let degree = (up ? 1 : 0) + (down ? 1 : 0) + (left ? 1 : 0) + (right ? 1 : 0)
      let isCorner = (x == 0 || x == width) && (row == 0 || row == height)
      if degree > 2 || (degree == 2 && isCorner) {
        let node = pieces.addNode()
        if up { pieces.end(fromAbove, at: place, node: node, .up) }
        if left { pieces.end(along, at: place, node: node, .left) }
        along = BorderPieces.none
        if right { along = pieces.start(at: place, .right, left: northEast, right: southEast, node: node) }
        if down { stillOpen.append(pieces.start(at: place, .down, left: southEast, right: southWest, node: node)) }
      } else if up && down {
        stillOpen.append(fromAbove)
      } else if up && right {
        pieces.turn(fromAbove, at: place)
        along = fromAbove
      } else if left && down {
        pieces.turn(along, at: place)
        stillOpen.append(along)
        along = BorderPieces.none
      } else if up && left {
        pieces.end(fromAbove, and: along, at: place)
        along = BorderPieces.none
      } else if right && down {
        along = pieces.start(at: place, .right, left: northEast, right: southEast, node: nil)
        stillOpen.append(pieces.start(at: place, .down, left: southEast, right: southWest, node: nil))
        pieces.pairStarts(along, stillOpen[stillOpen.count - 1])
      }
      if x == width { break }
      (northWest, southWest) = (northEast, southEast)
      x = min(ends[above], newEnds[below])
      if ends[above] == x { above += 1 }
      if newEnds[below] == x { below += 1 }
    }
    open = stillOpen
    ends = newEnds
    partsOfRuns = newParts
    row += 1
  }
}
