import Basics
import TestSupport
import Testing

@Suite struct CommunicatorTests {
  @Test(arguments: [1, 2, 5]) func allProcessesGetWhatEachHas(processes: Int) throws {
    let results = try TestProcesses.run(processes) { communicator in
      let values = communicator.gathered((0..<communicator.rank).map { Double($0) })
      return (
        values, communicator.gathered("process \(communicator.rank) é"), communicator.first([communicator.rank + 5])
      )
    }
    for (values, texts, first) in results {
      #expect(values == (0..<processes).map { (0..<$0).map(Double.init) })
      #expect(texts == (0..<processes).map { "process \($0) é" })
      #expect(first == [5])
    }
  }

  @Test(arguments: [1, 2, 5]) func manyBytesAreGatheredInSlices(processes: Int) throws {
    struct Narrow: Communicator {
      let base: any Communicator
      var rank: Int { base.rank }
      var size: Int { base.size }
      var host: String { base.host }
      var gatheredBytes: Int { 40 }
      func gather(_ own: UnsafeRawPointer, counts: [Int], into all: UnsafeMutableRawPointer) {
        #expect(counts.reduce(0, +) <= max(40, 8 * size))
        base.gather(own, counts: counts, into: all)
      }
      func exchange(
        _ sent: UnsafeRawPointer, counts sentCounts: [Int], into received: UnsafeMutableRawPointer, counts: [Int]
      ) { base.exchange(sent, counts: sentCounts, into: received, counts: counts) }
    }
    let expected = (0..<processes).map { rank in (0..<7 * rank).map { rank * 1000 + $0 } }
    for found in try TestProcesses.run(processes, { Narrow(base: $0).gathered(expected[$0.rank]) }) {
      #expect(found == expected)
    }
  }

  @Test(arguments: [1, 2, 3, 8]) func sharedWorkComesBackInItsOrder(processes: Int) throws {
    for count in [0, 1, 5] {
      let results = try TestProcesses.run(processes) { communicator in
        communicator.map(count) { index in [Float](repeating: Float(index), count: index) }
      }
      for result in results {
        #expect(result == (0..<count).map { [Float](repeating: Float($0), count: $0) })
      }
    }
  }
}
