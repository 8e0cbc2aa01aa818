import Basics

/// The used and the free parts of a range of addresses, in bytes from its start.
package struct BlockList: Sendable {
  /// The length of a block is a multiple of this: a page on most machines.
  package static let unit = 1 << 14

  /// The length of the range, and of the part that is readable and writable.
  var reserved = 0
  var usable = 0
  /// The end of the last block. The rest of the range was never used.
  private(set) var end = 0
  /// The free parts in the order of their addresses. No two of them touch.
  private(set) var free: [Range<Int>] = []

  /// The start of a new block in the smallest free part that holds it; nil when there is none.
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

  /// Removes the free part at the end.
  mutating func dropLast() {
    guard let last = free.last, last.upperBound == end else { return }
    end = last.lowerBound
    free.removeLast()
  }

  private static func whole(_ bytes: Int) -> Int { (max(bytes, 1) + unit - 1) / unit * unit }
}
