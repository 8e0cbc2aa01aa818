import Basics
import Foundation
import Synchronization

/// Threads of a test that talk to each other as the processes of MPI do.
package enum TestProcesses {
  /// Runs `body` as each of some processes.
  /// - Returns: the results in the order of the ranks.
  /// - Throws: the error of the first process that throws. The others must throw, too, or they would wait for it.
  package static func run<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (any Communicator) throws -> Result
  ) throws -> [Result] {
    let exchange = Exchange(count: count)
    let results = Mutex([Swift.Result<Result, any Error>?](repeating: nil, count: count))
    let done = DispatchGroup()
    for rank in 0..<count {
      done.enter()
      let thread = Thread {
        let result = Swift.Result { try body(TestProcess(rank: rank, exchange: exchange)) }
        results.withLock { $0[rank] = result }
        done.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    done.wait()
    return try results.withLock { $0 }.compactMap { $0 }.map { try $0.get() }
  }

  /// Where the processes bring bytes for each other.
  fileprivate final class Exchange: @unchecked Sendable {
    let count: Int
    private let gate = NSCondition()
    private var brought: [[Data]]
    private var all: [[Data]] = []
    private var waiting = 0
    private var meetings = 0

    init(count: Int) {
      self.count = count
      brought = [[Data]](repeating: [], count: count)
    }

    /// The bytes of all processes for all, by sender and receiver.
    func meet(_ rank: Int, bringing own: [Data]) -> [[Data]] {
      gate.lock()
      defer { gate.unlock() }
      brought[rank] = own
      waiting += 1
      if waiting == count {
        (all, waiting) = (brought, 0)
        meetings += 1
        gate.broadcast()
        return all
      }
      let meeting = meetings
      while meetings == meeting { gate.wait() }
      return all
    }
  }
}

private struct TestProcess: Communicator {
  let rank: Int
  let exchange: TestProcesses.Exchange
  var size: Int { exchange.count }
  var host: String { "host-\(rank)" }

  func gather(_ own: UnsafeRawPointer, counts: [Int], into all: UnsafeMutableRawPointer) {
    let data = Data(bytes: own, count: counts[rank])
    let brought = exchange.meet(rank, bringing: [Data](repeating: data, count: size))
    precondition(brought.map { $0[rank].count } == counts, "processes gather other numbers of bytes")
    copy(brought.map { $0[rank] }, to: all)
  }

  func exchange(
    _ sent: UnsafeRawPointer, counts sentCounts: [Int], into received: UnsafeMutableRawPointer, counts: [Int]
  ) {
    var place = 0
    let own = sentCounts.map { count in
      defer { place += count }
      return Data(bytes: sent + place, count: count)
    }
    let brought = exchange.meet(rank, bringing: own)
    precondition(brought.map { $0[rank].count } == counts, "processes exchange other numbers of bytes")
    copy(brought.map { $0[rank] }, to: received)
  }

  private func copy(_ parts: [Data], to target: UnsafeMutableRawPointer) {
    var place = 0
    for part in parts {
      part.copyBytes(to: UnsafeMutableRawBufferPointer(start: target + place, count: part.count))
      place += part.count
    }
  }
}
