import Basics
import Imaging

/// How often each cluster meets each class, over the labelled pixels of any number of images.
///
/// Counts are added up band by band; sums of several matrices do not depend on their order.
public struct ConfusionMatrix: Hashable, Sendable {
  /// In class maps, a pixel that is not scored; in masks, one that no cluster was given.
  public static let none: UInt8 = 255

  /// Pixels of one cluster and one class.
  public struct Cell: Hashable, Sendable {
    /// ``ConfusionMatrix/none`` for pixels that no cluster was given.
    public let cluster: UInt8
    public let label: UInt8
    public let pixels: Int

    package init(cluster: UInt8, label: UInt8, pixels: Int) {
      self.cluster = cluster
      self.label = label
      self.pixels = pixels
    }
  }

  private var table = [Int](repeating: 0, count: 256 * 256)
  /// Pixels that are not scored.
  public private(set) var ignored = 0

  public init() {}

  /// Counts the pixels of two bands of one size.
  /// - Parameters:
  ///   - masks: cluster indices; ``none`` where there is no cluster, which can be right for no class.
  ///   - classes: class indices; ``none`` where the pixel is not scored.
  /// - Precondition: the sizes are equal.
  public mutating func add(masks: LabelMap, classes: LabelMap) {
    precondition(
      masks.width == classes.width && masks.height == classes.height,
      "masks of \(masks.width) x \(masks.height) and classes of \(classes.width) x \(classes.height) pixels")
    table.withUnsafeMutableBufferPointer { table in
      for (cluster, label) in zip(masks.values, classes.values) { table[Int(cluster) << 8 | Int(label)] += 1 }
    }
    // Everything in the column of `none` is set apart.
    for cluster in 0..<256 {
      ignored += table[cluster << 8 | 255]
      table[cluster << 8 | 255] = 0
    }
  }

  /// Adds the counts of other images.
  public mutating func add(_ other: ConfusionMatrix) {
    for index in table.indices { table[index] += other.table[index] }
    ignored += other.ignored
  }

  /// Scored pixels.
  public var pixels: Int { table.reduce(0, +) }

  /// One more than the greatest cluster index met.
  public var clusterCount: Int { ((0..<255).last { cluster in row(cluster).contains { $0 > 0 } } ?? -1) + 1 }

  /// One more than the greatest class index met.
  public var classCount: Int {
    ((0..<255).last { label in (0..<256).contains { table[$0 << 8 | label] > 0 } } ?? -1) + 1
  }

  /// Counts of each cluster's pixels by class, `clusters` rows of `classes`.
  /// - Precondition: no greater index was met.
  public func counts(clusters: Int, classes: Int) -> [[Int]] {
    precondition(
      clusters >= clusterCount && classes >= classCount,
      "\(clusterCount) clusters and \(classCount) classes do not fit \(clusters) x \(classes)")
    return (0..<clusters).map { Array(row($0).prefix(classes)) }
  }

  /// For each class the pixels that no cluster was given.
  public func unassigned(classes: Int) -> [Int] { Array(row(255).prefix(classes)) }

  /// Every pair of cluster and class that was met, by cluster, then class; ``none`` is the cluster of pixels without one.
  public var cells: [Cell] {
    table.indices.compactMap { index in
      table[index] == 0
        ? nil : Cell(cluster: UInt8(index >> 8), label: UInt8(index & 255), pixels: table[index])
    }
  }

  private func row(_ cluster: Int) -> ArraySlice<Int> { table[cluster << 8..<(cluster + 1) << 8] }
}
