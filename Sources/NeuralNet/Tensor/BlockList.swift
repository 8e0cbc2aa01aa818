import Basics

/// Which parts of a range of addresses are lent and which wait, in bytes from its start.
package struct BlockList: Sendable {
  /// Blocks are whole multiples of this: a page of most machines.
  package static let unit = 1 << 14

  /// Length of the range, and of the part that has been made readable and writable.
  var reserved = 0
  var usable = 0
  /// Where what was never lent begins.
  private(set) var end = 0
  /// Parts that wait, by address; no two touch.
  private(set) var free: [Range<Int>] = []

  /// The start of a block in the smallest part that holds it, nil where nothing does.
  mutating func take(_ bytes: Int) -> Int? {
    let length = Self.whole(bytes)
    let fitting = free.indices.filter { free[$0].count >= length }.min { free[$0].count < free[$1].count }
    if let index = fitting {
      let start = free[index].lowerBound
      if free[index].count == length {
        free.remove(at: index)
      } else {
        free[index] = start + length..<free[index].upperBound
      }
      return start
    }
    let start = free.last?.upperBound == end ? free.last?.lowerBound ?? end : end
    guard start + length <= reserved else { return nil }
    if start < end { free.removeLast() }
    end = start + length
    return start
  }

  mutating func recycle(_ start: Int, _ bytes: Int) {
    var block = start..<start + Self.whole(bytes)
    var (low, high) = (0, free.count)
    while low < high {
      let middle = (low + high) / 2
      if free[middle].lowerBound < start { low = middle + 1 } else { high = middle }
    }
    if low < free.count, free[low].lowerBound == block.upperBound {
      block = block.lowerBound..<free.remove(at: low).upperBound
    }
    if low > 0, free[low - 1].upperBound == block.lowerBound {
      free[low - 1] = free[low - 1].lowerBound..<block.upperBound
    } else {
      free.insert(block, at: low)
    }
  }

  /// Forgets the part at the end that waits.
  mutating func dropLast() {
    guard let last = free.last, last.upperBound == end else { return }
    end = last.lowerBound
    free.removeLast()
  }

  private static func whole(_ bytes: Int) -> Int { (max(bytes, 1) + unit - 1) / unit * unit }
}
