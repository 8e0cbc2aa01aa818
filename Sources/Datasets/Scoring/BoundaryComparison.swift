import Basics
import Imaging

/// Compares where classes meet in a mask with where they meet in its label, row by row: memory grows with the tolerance,
/// the width and the number of classes, not with the height.
///
/// A pixel lies on its class's boundary when one of its four neighbours is scored and of another class, or of none. Two
/// boundary pixels of one class are near when their Euclidean distance is at most the tolerance.
package struct BoundaryComparison {
  /// A pixel that is not scored, and one whose cluster has no class.
  package static let ignored = Label.none
  package static let unmatched = Label.none - 1

  private let width: Int
  /// For each distance in columns how many rows away a pixel may be.
  private let heights: [Int]
  private var masks: Plane
  private var labels: Plane
  private var counts: BoundaryCounts
  private var nextRow = 0

  /// - Parameters:
  ///   - classes: how many there are.
  ///   - distance: in pixels.
  package init(width: Int, classes: Int, distance: Double) {
    self.width = width
    heights = (0...Int(distance)).map { Int((distance * distance - Double($0 * $0)).squareRoot()) }
    masks = Plane(width: width, classes: classes)
    labels = masks
    counts = BoundaryCounts(perClass: [BoundaryCounts.ClassCounts](repeating: .init(), count: classes))
  }

  /// Adds the next row: classes, ``ignored`` or ``unmatched``. What one map ignores, the other must too.
  package mutating func add(mask: [UInt16], label: [UInt16]) {
    masks.add(mask)
    labels.add(label)
    if masks.held > heights.count - 1 { count() }
  }

  /// Counts what is left after the last row.
  package mutating func finish() -> BoundaryCounts {
    masks.finish()
    labels.finish()
    while masks.held > 0 { count() }
    return counts
  }

  /// Counts the first row that is held and lets it go.
  private mutating func count() {
    for x in 0..<width {
      let label = labels.boundary(x)
      if label != Self.ignored {
        counts.perClass[Int(label)].labelled += 1
        if isNear(masks, label, x) { counts.perClass[Int(label)].labelledNear += 1 }
      }
      let predicted = masks.boundary(x)
      if predicted != Self.ignored {
        counts.perClass[Int(predicted)].predicted += 1
        if isNear(labels, predicted, x) { counts.perClass[Int(predicted)].predictedNear += 1 }
      }
    }
    masks.drop()
    labels.drop()
  }

  private func isNear(_ plane: Plane, _ label: UInt16, _ x: Int) -> Bool {
    for (columns, rows) in heights.enumerated() {
      if x >= columns && plane.isNear(label, x - columns, rows: rows) { return true }
      if x + columns < width && plane.isNear(label, x + columns, rows: rows) { return true }
    }
    return false
  }
}

/// The boundaries of one map around the row at work.
private struct Plane {
  private let width: Int
  private let classes: Int
  /// The last rows of the map itself.
  private var above: [UInt16] = []
  private var current: [UInt16] = []
  /// The class of each boundary pixel of the rows from the one at work on; `ignored` elsewhere.
  private var rows: [[UInt16]] = []
  private var firstRow: Int32 = 0
  /// For each class and column the nearest boundary row before the one at work, and from it on.
  private var before: [Int32]
  private var from: [Int32]
  private static let never = Int32.max / 2

  init(width: Int, classes: Int) {
    self.width = width
    self.classes = classes
    before = [Int32](repeating: -Self.never, count: width * classes)
    from = [Int32](repeating: Self.never, count: width * classes)
  }

  /// Rows whose boundaries are known and not dropped.
  var held: Int { rows.count }

  mutating func add(_ row: [UInt16]) {
    if !current.isEmpty { trace(below: row) }
    above = current
    current = row
  }

  mutating func finish() {
    if !current.isEmpty { trace(below: []) }
    current = []
  }

  func boundary(_ x: Int) -> UInt16 { rows[0][x] }

  func isNear(_ label: UInt16, _ x: Int, rows: Int) -> Bool {
    let place = Int(label) * width + x
    return min(Int(from[place]) - Int(firstRow), Int(firstRow) - Int(before[place])) <= rows
  }

  mutating func drop() {
    for x in 0..<width where rows[0][x] != BoundaryComparison.ignored {
      let label = rows[0][x]
      let place = Int(label) * width + x
      before[place] = firstRow
      let next = rows.indices.dropFirst().first { rows[$0][x] == label }
      from[place] = next.map { firstRow + Int32($0) } ?? Self.never
    }
    rows.removeFirst()
    firstRow += 1
  }

  /// Finds the boundary pixels of the current row.
  private mutating func trace(below: [UInt16]) {
    var row = [UInt16](repeating: BoundaryComparison.ignored, count: width)
    let number = firstRow + Int32(rows.count)
    for x in 0..<width {
      let label = current[x]
      guard Int(label) < classes else { continue }
      func differs(_ other: UInt16) -> Bool { other != label && other != BoundaryComparison.ignored }
      let isBoundary =
        (x > 0 && differs(current[x - 1])) || (x + 1 < width && differs(current[x + 1]))
        || (!above.isEmpty && differs(above[x])) || (!below.isEmpty && differs(below[x]))
      guard isBoundary else { continue }
      row[x] = label
      let place = Int(label) * width + x
      if from[place] == Self.never { from[place] = number }
    }
    rows.append(row)
  }
}
