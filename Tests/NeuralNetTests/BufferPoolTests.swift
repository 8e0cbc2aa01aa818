import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct BufferPoolTests {
  @Test func `blocks keep what is written to them, through any order of taking and giving back`() {
    let pool = BufferPool()
    var random = RandomSource(seed: 5)
    var lent: [(block: UnsafeMutableRawPointer, bytes: Int, mark: UInt8)] = []
    var most = 0
    for turn in 0..<2000 {
      if lent.isEmpty || random.uniform() < 0.55 && lent.count < 40 {
        let bytes = 1 + Int(random.uniform() * 300_000)
        let block = pool.take(bytes: bytes)
        let mark = UInt8(truncatingIfNeeded: turn)
        block.initializeMemory(as: UInt8.self, repeating: mark, count: bytes)
        lent.append((block, bytes, mark))
      } else {
        let (block, bytes, mark) = lent.remove(at: min(lent.count - 1, Int(random.uniform() * Float(lent.count))))
        let kept = UnsafeRawBufferPointer(start: block, count: bytes).allSatisfy { $0 == mark }
        #expect(kept)
        pool.recycle(block, bytes: bytes)
      }
      most = max(most, lent.reduce(0) { $0 + $1.bytes + BlockList.unit })
    }
    #expect(pool.heldBytes < 2 * most)
    let used = lent.reduce(0) { $0 + ($1.bytes + BlockList.unit - 1) / BlockList.unit * BlockList.unit }
    #expect(pool.lentBytes == used)
    for (block, bytes, _) in lent { pool.recycle(block, bytes: bytes) }
    #expect(pool.lentBytes == 0)
    pool.trim()
    #expect(pool.heldBytes == 0)
  }

  @Test func `neighbours that wait are lent as one`() {
    let pool = BufferPool()
    let sizes = [100_000, 200_000, 300_000]
    let blocks = sizes.map { pool.take(bytes: $0) }
    let held = pool.heldBytes
    for (block, size) in zip(blocks, sizes) { pool.recycle(block, bytes: size) }
    let whole = pool.take(bytes: 550_000)
    #expect(whole == blocks[0])
    #expect(pool.heldBytes == held)
    pool.recycle(whole, bytes: 550_000)
  }

  @Test func `a block is taken from the smallest part that holds it`() {
    let pool = BufferPool()
    let sizes = [400_000, 1, 100_000, 1]
    let blocks = sizes.map { pool.take(bytes: $0) }
    pool.recycle(blocks[0], bytes: sizes[0])
    pool.recycle(blocks[2], bytes: sizes[2])
    #expect(pool.take(bytes: 90_000) == blocks[2])
    #expect(pool.take(bytes: 90_000) == blocks[0])
  }
}
