import Imaging
import Testing

struct RegionQueueTests {
  @Test func entriesComeInTheOrderOfSizeAndNumber() {
    var generator = SplitMix64(seed: 3)
    var queue = RegionQueue()
    var entries: [(size: Double, number: UInt32)] = []
    for number in 0..<500 as Range<UInt32> {
      let size = Double(Int.random(in: 0..<40, using: &generator))
      entries.append((size, number))
      queue.push(.init(size: size, number: number))
    }
    entries.sort { ($0.size, $0.number) < ($1.size, $1.number) }
    for entry in entries {
      let next = queue.pop()
      #expect(next?.size == entry.size && next?.number == entry.number)
    }
    #expect(queue.pop()?.number == nil)
  }
}
