import Imaging

/// How often each cluster meets each class, over the labelled pixels of any number of images.
///
/// Counts are added up some rows at a time; sums of several matrices do not depend on their order. The table grows with the
/// clusters and classes that are met.
public struct ConfusionMatrix: Sendable {
  /// Pixels of one cluster and one class.
  package struct Cell: Hashable, Sendable {
    /// `Label.none` for pixels without a cluster.
    package let cluster: UInt16
    package let label: UInt16
    package let pixels: Int

    package init(cluster: UInt16, label: UInt16, pixels: Int) {
      self.cluster = cluster
      self.label = label
      self.pixels = pixels
    }
  }

  /// A row for the pixels without a cluster, then a row for each cluster. In each row the unscored pixels come first, then those
  /// of each class.
  private var table: [Int] = [0]
  private var rows = 1
  private var columns = 1
  /// Pixels that are not scored.
  public private(set) var ignored = 0

  /// A matrix without a pixel.
  public init() {}

  /// Counts the pixels of two maps of one size.
  /// - Parameters:
  ///   - masks: cluster indices; `Label.none` for pixels without a cluster, which count as wrong.
  ///   - classes: class indices; `Label.none` where the pixel is not scored.
  /// - Precondition: the sizes are equal.
  public mutating func add(masks: LabelMap, classes: LabelMap) {
    precondition(
      masks.width == classes.width && masks.height == classes.height,
      "masks of \(masks.width) x \(masks.height) and classes of \(classes.width) x \(classes.height) pixels")
    grow(rows: Self.greatestPlace(masks.values) + 1, columns: Self.greatestPlace(classes.values) + 1)
    let columns = columns
    table.withUnsafeMutableBufferPointer { table in
      masks.values.withUnsafeBufferPointer { masks in
        classes.values.withUnsafeBufferPointer { classes in
          for place in masks.indices {
            table[Self.place(masks[place]) * columns + Self.place(classes[place])] += 1
          }
        }
      }
    }
    // Everything in the column of unscored pixels is set apart.
    for row in 0..<rows {
      ignored += table[row * columns]
      table[row * columns] = 0
    }
  }

  /// Adds counted pairs of cluster and class.
  /// - Parameter ignored: pixels that are not scored.
  package mutating func add(_ cells: [Cell], ignored: Int) {
    grow(
      rows: Int(cells.reduce(0) { max($0, $1.cluster &+ 1) }) + 1,
      columns: Int(cells.reduce(0) { max($0, $1.label &+ 1) }) + 1)
    for cell in cells { table[Self.place(cell.cluster) * columns + Self.place(cell.label)] += cell.pixels }
    self.ignored += ignored
  }

  /// Adds the counts of other images.
  public mutating func add(_ other: ConfusionMatrix) {
    grow(rows: other.rows, columns: other.columns)
    for row in 0..<other.rows {
      for column in 0..<other.columns {
        table[row * columns + column] += other.table[row * other.columns + column]
      }
    }
    ignored += other.ignored
  }

  /// Scored pixels.
  public var pixels: Int { table.reduce(0, +) }

  /// One more than the greatest cluster index met.
  public var clusterCount: Int { (1..<rows).last { row($0).contains { $0 > 0 } } ?? 0 }

  /// One more than the greatest class index met.
  public var classCount: Int {
    (1..<columns).last { column in (0..<rows).contains { table[$0 * columns + column] > 0 } } ?? 0
  }

  /// Counts of each cluster's pixels by class, `clusters` rows of `classes`.
  /// - Precondition: no greater index was met.
  public func counts(clusters: Int, classes: Int) -> [[Int]] {
    precondition(
      clusters >= clusterCount && classes >= classCount,
      "\(clusterCount) clusters and \(classCount) classes do not fit \(clusters) x \(classes)")
    return (1..<clusters + 1).map { counts(row: $0, classes: classes) }
  }

  /// For each class, its pixels without a cluster.
  package func unassigned(classes: Int) -> [Int] { counts(row: 0, classes: classes) }

  /// Every pair of cluster and class that was met, by cluster, then class; pixels without a cluster come last.
  package var cells: [Cell] {
    (Array(1..<rows) + [0]).flatMap { row in
      (1..<columns).compactMap { column in
        let pixels = table[row * columns + column]
        return pixels == 0
          ? nil : Cell(cluster: UInt16(truncatingIfNeeded: row - 1), label: UInt16(column - 1), pixels: pixels)
      }
    }
  }

  /// The row or column of a label: 0 for `Label.none`.
  @inline(__always)
  private static func place(_ label: UInt16) -> Int { Int(label &+ 1) }

  private static func greatestPlace(_ labels: [UInt16]) -> Int {
    Int(labels.reduce(0) { max($0, $1 &+ 1) })
  }

  private func row(_ row: Int) -> ArraySlice<Int> { table[row * columns..<(row + 1) * columns] }

  private func counts(row: Int, classes: Int) -> [Int] {
    let met = row < rows ? Array(self.row(row).dropFirst().prefix(classes)) : []
    return met + [Int](repeating: 0, count: classes - met.count)
  }

  private mutating func grow(rows: Int, columns: Int) {
    let (rows, columns) = (max(rows, self.rows), max(columns, self.columns))
    guard rows > self.rows || columns > self.columns else { return }
    var grown = [Int](repeating: 0, count: rows * columns)
    for row in 0..<self.rows {
      for column in 0..<self.columns { grown[row * columns + column] = table[row * self.columns + column] }
    }
    table = grown
    self.rows = rows
    self.columns = columns
  }
}

extension ConfusionMatrix: Hashable {
  /// Whether both have the same counts, whatever room their tables have.
  public static func == (one: ConfusionMatrix, other: ConfusionMatrix) -> Bool {
    one.ignored == other.ignored && one.cells == other.cells
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(ignored)
    hasher.combine(cells)
  }
}
