import Basics
import TestSupport
import Testing

@Suite struct RandomSourceTests {
  @Test func sameSeedGivesTheSameNumbersAndStreamsDiffer() {
    var a = RandomSource(seed: 7)
    var b = RandomSource(seed: 7)
    var c = RandomSource(seed: 7, stream: 1)
    let first = (0..<100).map { _ in a.next() }
    #expect(first == (0..<100).map { _ in b.next() })
    #expect(first != (0..<100).map { _ in c.next() })
  }

  @Test func momentsAreThoseOfTheDistributions() {
    var source = RandomSource(seed: 1)
    let uniform = (0..<50_000).map { _ in Double(source.uniform()) }
    let normal = (0..<50_000).map { _ in Double(source.normal()) }
    #expect(uniform.allSatisfy { $0 >= 0 && $0 < 1 })
    #expect(abs(uniform.reduce(0, +) / 50_000 - 0.5) < 0.01)
    #expect(abs(normal.reduce(0, +) / 50_000) < 0.02)
    #expect(abs(normal.map { $0 * $0 }.reduce(0, +) / 50_000 - 1) < 0.03)
  }
}
