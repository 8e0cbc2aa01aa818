import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct JoinedSumsTests {
  /// Values of each part, of sizes that make the order of additions matter.
  static func parts(_ count: Int, of length: Int) -> [[Float]] {
    (0..<count).map { part in
      var random = RandomSource(seed: 7, stream: UInt64(part))
      return (0..<length).map { _ in random.normal() * Float(1 << (part % 20)) }
    }
  }

  static func sum(_ parts: [[Float]], processes: Int) throws -> [[Float]] {
    try TestProcesses.run(processes) { communicator in
      let context = ComputeContext(threads: 2, communicator: communicator)
      let own = SumTree.shares(of: parts.count, processes: processes)[communicator.rank]
      let memory = own.map { part in
        let pointer = UnsafeMutablePointer<Float>.allocate(capacity: parts[part].count)
        pointer.initialize(from: parts[part], count: parts[part].count)
        return pointer
      }
      defer { for pointer in memory { pointer.deallocate() } }
      JoinedSums(parts: parts.count, context: context).join(memory, count: parts[0].count)
      return (0..<parts[0].count).map { memory[0][$0] }
    }
  }

  /// Both ways of an exchange: small values whole, large ones in slices.
  @Test(arguments: [1, 5, 40_001]) func everyProcessHasTheSameSum(length: Int) throws {
    let parts = Self.parts(7, of: length)
    let alone = try Self.sum(parts, processes: 1)[0]
    for (index, value) in alone.enumerated() {
      let exact = parts.reduce(0.0) { $0 + Double($1[index]) }
      expectClose(Double(value), exact, absolute: 1, relative: 1e-4, "sum \(index)")
    }
    for processes in 2...7 {
      for sum in try Self.sum(parts, processes: processes) { #expect(sum == alone) }
    }
  }

  @Test func additionsInAnotherOrderDiffer() {
    let parts = Self.parts(7, of: 5)
    let inTurn = (0..<5).map { index in parts.reduce(Float(0)) { $0 + $1[index] } }
    #expect(try! Self.sum(parts, processes: 1)[0] != inTurn)
  }
}
