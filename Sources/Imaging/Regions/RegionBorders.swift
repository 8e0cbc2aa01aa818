/// How many sides of pixels two regions share, for each pair of neighbours of which one is small.
///
/// It is a hash table with open addressing, since a large mask has millions of pairs.
struct RegionBorders {
  private var keys: [UInt64]
  private var lengths: [UInt32]
  private var used = 0
  private var shift: UInt64

  private static let empty = UInt64.max
  private static let firstBits: UInt64 = 10

  init() {
    keys = [UInt64](repeating: Self.empty, count: 1 << Self.firstBits)
    lengths = [UInt32](repeating: 0, count: 1 << Self.firstBits)
    shift = 64 - Self.firstBits
  }

  /// Adds to the border of two regions.
  /// - Parameters:
  ///   - one: the number that stands for a region in `table`; `other` likewise.
  ///   - limit: regions of at least this size are not small. A pair of two such regions is dropped.
  mutating func add(_ one: UInt32, _ other: UInt32, sides: Int, table: inout RegionTable, limit: Double) {
    insert(Self.key(one, other), UInt32(truncatingIfNeeded: sides))
    if used * 5 > keys.count * 3 { rebuild(&table, limit) }
  }

  /// Puts together the pairs of regions that have become one since, and drops those that are never looked at.
  mutating func settle(_ table: inout RegionTable, limit: Double) { rebuild(&table, limit) }

  /// Calls `body` with each pair and its length. The regions are those of the last ``settle(_:limit:)``.
  func forEach(_ body: (_ one: UInt32, _ other: UInt32, _ sides: UInt32) -> Void) {
    for slot in keys.indices where keys[slot] != Self.empty {
      body(UInt32(keys[slot] >> 32), UInt32(truncatingIfNeeded: keys[slot]), lengths[slot])
    }
  }

  private static func key(_ one: UInt32, _ other: UInt32) -> UInt64 {
    UInt64(min(one, other)) << 32 | UInt64(max(one, other))
  }

  @inline(__always)
  private mutating func insert(_ key: UInt64, _ sides: UInt32) {
    let mask = keys.count - 1
    // Fibonacci hashing (Knuth, The Art of Computer Programming, volume 3, section 6.4).
    var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> shift)
    while true {
      if keys[slot] == key {
        lengths[slot] &+= sides
        return
      }
      if keys[slot] == Self.empty {
        keys[slot] = key
        lengths[slot] = sides
        used += 1
        return
      }
      slot = (slot + 1) & mask
    }
  }

  /// Puts together the pairs of joined regions, and makes room where many are left.
  private mutating func rebuild(_ table: inout RegionTable, _ limit: Double) {
    var kept: [(key: UInt64, sides: UInt32)] = []
    kept.reserveCapacity(used)
    for slot in keys.indices where keys[slot] != Self.empty {
      let one = table.root(of: UInt32(keys[slot] >> 32))
      let other = table.root(of: UInt32(truncatingIfNeeded: keys[slot]))
      if one == other || (table.sizes[Int(one)] >= limit && table.sizes[Int(other)] >= limit) { continue }
      kept.append((Self.key(one, other), lengths[slot]))
    }
    var bits = Self.firstBits
    while kept.count * 3 > (1 << bits) { bits += 1 }
    keys = []
    lengths = []
    keys = [UInt64](repeating: Self.empty, count: 1 << bits)
    lengths = [UInt32](repeating: 0, count: 1 << bits)
    shift = 64 - bits
    used = 0
    for entry in kept { insert(entry.key, entry.sides) }
  }
}
