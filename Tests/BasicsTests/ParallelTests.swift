import Basics
import Synchronization
import Testing

@Suite struct ParallelTests {
  @Test(arguments: [1, 2, 7])
  func resultsKeepTheOrder(threads: Int) {
    let parallel = Parallel(threads: threads)
    let squares: [Int] = parallel.map(100) { $0 * $0 }
    #expect(squares == (0..<100).map { $0 * $0 })
    #expect(parallel.map(["a", "b", "c"]) { $0 + $0 } == ["aa", "bb", "cc"])
    #expect(parallel.map(0) { $0 }.isEmpty)
  }

  @Test func everyIndexIsVisitedOnceByAWorkerThatExists() {
    let parallel = Parallel(threads: 3)
    let visits = Mutex([Int](repeating: 0, count: 1000))
    parallel.forEachWithWorker(1000) { index, worker in
      #expect((0..<3).contains(worker))
      visits.withLock { $0[index] += 1 }
    }
    #expect(visits.withLock { $0.allSatisfy { $0 == 1 } })
  }

  @Test func failuresAreNamedInOrder() {
    struct Odd: Error, CustomStringConvertible { let description = "odd" }
    let progress = Mutex(0)
    let (values, failures) = Parallel(threads: 2).attempt(
      Array(0..<6), path: { "file \($0)" }, progress: { progress.withLock { $0 += 1 } }
    ) { number in
      guard number.isMultiple(of: 2) else { throw Odd() }
      return 10 * number
    }
    #expect(values == [0, nil, 20, nil, 40, nil])
    #expect(failures.map(\.description) == ["file 1: odd", "file 3: odd", "file 5: odd"])
    #expect(progress.withLock { $0 } == 6)
  }
}
