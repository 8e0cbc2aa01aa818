/// Merges small regions as ``Sieve`` says.
///
/// Only small regions have lists of neighbours. The smallest region is merged first, so a region at least doubles when it is read,
/// and each entry of a list is read at most as often as the least size has binary digits.
struct RegionMerging {
  private var table: RegionTable
  private let limit: Double
  /// The first and the last entry of each region's list.
  private var heads: [UInt32]
  private var tails: [UInt32]
  /// Entries: the next entry, a number of the neighbour, and the shared sides.
  private var next: [UInt32] = []
  private var neighbours: [UInt32] = []
  private var sides: [UInt32] = []
  private var queue = RegionQueue()
  private var counts = SieveCounts()

  private static let none = UInt32.max

  /// - Parameters:
  ///   - table: the regions, which are taken out of it.
  ///   - borders: the borders that small regions have, which are taken out of it.
  init(taking table: inout RegionTable, _ borders: inout RegionBorders, limit: Double) {
    // Taken and not copied, since both are large.
    var (regions, pairs) = (RegionTable(), RegionBorders())
    swap(&regions, &table)
    swap(&pairs, &borders)
    pairs.settle(&regions, limit: limit)
    self.table = regions
    self.limit = limit
    heads = [UInt32](repeating: Self.none, count: regions.count)
    tails = heads
    pairs.forEach { one, other, length in
      append(other, length, to: one)
      append(one, length, to: other)
    }
  }

  private mutating func append(_ neighbour: UInt32, _ length: UInt32, to region: UInt32) {
    if table.sizes[Int(region)] >= limit { return }
    let entry = UInt32(next.count)
    next.append(Self.none)
    neighbours.append(neighbour)
    sides.append(length)
    if heads[Int(region)] == Self.none {
      heads[Int(region)] = entry
    } else {
      next[Int(tails[Int(region)])] = entry
    }
    tails[Int(region)] = entry
  }

  mutating func run(connectivity: Connectivity) -> MergedRegions {
    for number in 0..<UInt32(table.count) where table.isRoot(number) {
      counts.regions += 1
      if table.sizes[Int(number)] < limit { queue.push(.init(size: table.sizes[Int(number)], number: number)) }
    }
    while let entry = queue.pop() {
      // A region that has grown since has another entry.
      guard table.isRoot(entry.number), table.sizes[Int(entry.number)] == entry.size else { continue }
      mergeIntoNeighbour(entry.number)
    }
    return MergedRegions(labels: table.finalLabels(), connectivity: connectivity, counts: counts)
  }

  private mutating func mergeIntoNeighbour(_ region: UInt32) {
    let found = neighbourhood(of: region)
    guard var best = found.first else {
      counts.left += 1
      return
    }
    for candidate in found.dropFirst() where isBetter(candidate, than: best) { best = candidate }
    let label = table.labels[Int(best.number)]
    var (head, tail) = (Self.none, Self.none)
    var joined = region
    for member in [region] + found.map(\.number) {
      if member != region && table.labels[Int(member)] != label { continue }
      // The lists of all members together are that of the new region.
      let first = heads[Int(member)]
      if first != Self.none {
        if head == Self.none { head = first } else { next[Int(tail)] = first }
        tail = tails[Int(member)]
      }
      if member != region { counts.merged += 1 }
      joined = table.join(joined, member)
    }
    table.relabel(joined, as: label)
    let size = table.sizes[Int(joined)]
    if size < limit {
      (heads[Int(joined)], tails[Int(joined)]) = (head, tail)
      queue.push(.init(size: size, number: joined))
    }
  }

  private typealias Neighbour = (number: UInt32, sides: Int)

  private func isBetter(_ one: Neighbour, than other: Neighbour) -> Bool {
    if one.sides != other.sides { return one.sides > other.sides }
    let sizes = (table.sizes[Int(one.number)], table.sizes[Int(other.number)])
    if sizes.0 != sizes.1 { return sizes.0 > sizes.1 }
    let labels = (table.labels[Int(one.number)], table.labels[Int(other.number)])
    return labels.0 != labels.1 ? labels.0 < labels.1 : one.number < other.number
  }

  /// The regions beside a region, each once, in the order of their numbers.
  private mutating func neighbourhood(of region: UInt32) -> [Neighbour] {
    var entries: [Neighbour] = []
    var entry = heads[Int(region)]
    while entry != Self.none {
      let number = table.root(of: neighbours[Int(entry)])
      if number != region { entries.append((number, Int(sides[Int(entry)]))) }
      entry = next[Int(entry)]
    }
    entries.sort { $0.number < $1.number }
    var found: [Neighbour] = []
    for entry in entries {
      if let last = found.last, last.number == entry.number {
        found[found.count - 1].sides += entry.sides
      } else {
        found.append(entry)
      }
    }
    return found
  }
}
