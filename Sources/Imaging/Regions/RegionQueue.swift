/// Regions in the order of their sizes; of equal ones, that with the first pixel comes first.
///
/// Source: a binary heap.
package struct RegionQueue {
  package struct Entry {
    package let size: Double
    package let number: UInt32

    package init(size: Double, number: UInt32) {
      self.size = size
      self.number = number
    }

    @inline(__always)
    func isBefore(_ other: Entry) -> Bool { size < other.size || (size == other.size && number < other.number) }
  }

  private var entries: [Entry] = []

  package init() {}

  package mutating func push(_ entry: Entry) {
    entries.append(entry)
    var place = entries.count - 1
    while place > 0, entry.isBefore(entries[(place - 1) / 2]) {
      entries[place] = entries[(place - 1) / 2]
      place = (place - 1) / 2
    }
    entries[place] = entry
  }

  package mutating func pop() -> Entry? {
    guard let first = entries.first, let last = entries.popLast() else { return nil }
    if entries.isEmpty { return first }
    var place = 0
    while true {
      var child = 2 * place + 1
      if child >= entries.count { break }
      if child + 1 < entries.count, entries[child + 1].isBefore(entries[child]) { child += 1 }
      if !entries[child].isBefore(last) { break }
      entries[place] = entries[child]
      place = child
    }
    entries[place] = last
    return first
  }
}
