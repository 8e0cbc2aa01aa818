/// The label and the size of each region, while parts of regions turn out to be one.
///
/// Source: union-find with path halving. The least number of a region stands for it.
struct RegionTable {
  private var parents: [UInt32] = []
  private(set) var labels: [UInt16] = []
  /// The size of each region, at the number that stands for it.
  private(set) var sizes: [Double] = []

  var count: Int { parents.count }

  /// Adds the region with the next number.
  mutating func add(label: UInt16) {
    parents.append(UInt32(parents.count))
    labels.append(label)
    sizes.append(0)
  }

  /// The number that stands for the region that `number` belongs to.
  @inline(__always)
  mutating func root(of number: UInt32) -> UInt32 {
    var number = number
    while true {
      let parent = parents[Int(number)]
      if parent == number { return number }
      let grand = parents[Int(parent)]
      parents[Int(number)] = grand
      number = grand
    }
  }

  /// Whether a number stands for its region.
  func isRoot(_ number: UInt32) -> Bool { parents[Int(number)] == number }

  /// Adds to the size of the region that `number` belongs to.
  mutating func grow(_ number: UInt32, by size: Double) { sizes[Int(root(of: number))] += size }

  /// Makes one region of two.
  /// - Returns: the number that stands for it.
  @discardableResult
  mutating func join(_ one: UInt32, _ other: UInt32) -> UInt32 {
    let (one, other) = (root(of: one), root(of: other))
    if one == other { return one }
    let (kept, gone) = one < other ? (one, other) : (other, one)
    parents[Int(gone)] = kept
    sizes[Int(kept)] += sizes[Int(gone)]
    return kept
  }

  /// Gives the region for which `root` stands another label.
  mutating func relabel(_ root: UInt32, as label: UInt16) { labels[Int(root)] = label }

  /// The label of the region of each number.
  mutating func finalLabels() -> [UInt16] {
    (0..<UInt32(count)).map { labels[Int(root(of: $0))] }
  }
}
