import Basics
import Datasets
import Testing

struct ShareTests {
  @Test func readsNumbersCountedFromOne() throws {
    #expect(try Share("1/1") == .whole)
    #expect(try Share("2/8") == Share(index: 2, count: 8))
    #expect(try Share("08/016") == Share(index: 8, count: 16))
    #expect(try Share("1000000/1000000").description == "1000000/1000000")
  }

  @Test(arguments: [
    "", "/", "1/", "/4", "a/b", "1", "-1/4", "+1/4", "1/4/2", " 1/4", "1/4 ", "１/4", "1.0/4",
    "1/18446744073709551617",
  ])
  func whatIsNoShareIsRefused(text: String) {
    #expect(throws: ShareError.notShare(text)) { try Share(text) }
    #expect("\(ShareError.notShare(text))".contains("2/8"))
  }

  @Test func sharesThatAreNotThereAreRefusedWithThoseThatAre() {
    #expect(throws: ShareError.outside("0/4", count: 4)) { try Share("0/4") }
    #expect(throws: ShareError.outside("5/4", count: 4)) { try Share("5/4") }
    #expect("\(ShareError.outside("0/4", count: 4))".contains("1/4 to 4/4"))
    #expect(throws: ShareError.wrongCount("0/0")) { try Share("0/0") }
    #expect(throws: ShareError.wrongCount("1/1000001")) { try Share("1/1000001") }
  }

  private static func ranges(_ work: [Int], _ count: Int) -> [Range<Int>] {
    (1...count).map { Share(index: $0, count: count).range(of: work) }
  }

  @Test func everyFileIsInOneShareAndSharesHaveAboutTheSameWork() {
    var random = RandomSource(seed: 7)
    for _ in 0..<300 {
      let work = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        Int.random(in: 1...(Bool.random(using: &random) ? 100 : 10_000), using: &random)
      }
      let count = Int.random(in: 1...50, using: &random)
      let ranges = Self.ranges(work, count)
      var next = 0
      let total = Double(work.reduce(0, +))
      for range in ranges {
        #expect(range.lowerBound == next)
        next = range.upperBound
        guard let first = range.first, let last = range.last else { continue }
        let own = Double(work[range].reduce(0, +))
        // No more than an even share, and a half of the files at both of its ends.
        #expect(own <= total / Double(count) + Double(work[first] + work[last]) / 2 + 1e-6)
      }
      #expect(next == work.count)
    }
  }

  @Test func aHugeFileIsAloneAndNoShareGetsTwoOfAsManyFiles() {
    #expect(Self.ranges([1, 1, 1_000_000, 1, 1], 5).map(\.count) == [2, 0, 1, 0, 2])
    let huge = Self.ranges([1, 1, 1, 1, 1_000_000], 3)
    #expect(huge.first == 0..<4 && huge.contains(4..<5))
    #expect(Self.ranges([5, 5, 5], 3) == [0..<1, 1..<2, 2..<3])
    #expect(Self.ranges([5, 5, 5], 8).map(\.count).sorted() == [0, 0, 0, 0, 0, 1, 1, 1])
    #expect(Self.ranges([], 3) == [0..<0, 0..<0, 0..<0])
    #expect(Self.ranges([9], 1) == [0..<1])
  }

  @Test func greatNumbersAreExact() {
    let work = [Int](repeating: 1 << 40, count: 1000)
    let shares = [1, 501, 500_000, 1_000_000].map { Share(index: $0, count: 1_000_000).range(of: work) }
    #expect(shares.map(\.count) == [0, 1, 0, 0])
    #expect(Self.ranges(work, 1000).allSatisfy { $0.count == 1 })
  }
}
