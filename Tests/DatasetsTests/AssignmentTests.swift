import Basics
import Datasets
import Imaging
import TestSupport
import Testing

struct AssignmentTests {
  /// The greatest sum over all ways to give rows different columns, by trying them all.
  private static func greatestSum(_ values: [[Double]], row: Int = 0, taken: Set<Int> = []) -> Double {
    guard row < values.count else { return 0 }
    let columns = values[row].indices.filter { !taken.contains($0) }
    var best = columns.map { values[row][$0] + greatestSum(values, row: row + 1, taken: taken.union([$0])) }.max()
    // With more rows than columns some rows go without.
    if values.count > values[row].count {
      let without = greatestSum(values, row: row + 1, taken: taken)
      best = max(best ?? without, without)
    }
    return best ?? 0
  }

  @Test(arguments: [(1, 1), (2, 5), (5, 2), (4, 4), (6, 6), (3, 7), (7, 3), (1, 6), (6, 1)])
  func isTheBestOfAllAssignments(_ rows: Int, _ columns: Int) {
    var random = RandomSource(seed: UInt64(rows * 10 + columns))
    for trial in 0..<20 {
      // Few different values, so that there are ties.
      let values = (0..<rows).map { _ in
        (0..<columns).map { _ in Double(random.next() % (trial < 10 ? 4 : 1000)) }
      }
      let chosen = Assignment.maximizing(values)
      let used = chosen.compactMap { $0 }
      #expect(Set(used).count == used.count)
      #expect(used.count == min(rows, columns))
      let sum = zip(chosen, values).reduce(0.0) { sum, pair in sum + (pair.0.map { pair.1[$0] } ?? 0) }
      #expect(sum == Self.greatestSum(values))
    }
  }

  @Test func nothingToAssignGivesNothing() {
    #expect(Assignment.maximizing([]).isEmpty)
    #expect(Assignment.maximizing([[], []]) == [nil, nil])
  }
}
