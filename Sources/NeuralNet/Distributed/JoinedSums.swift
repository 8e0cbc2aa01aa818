import Basics

/// Joins values of the parts of a batch to their sums, within this process and with the others. One thread uses it at a time.
package final class JoinedSums: @unchecked Sendable {
  /// What was exchanged with other processes so far.
  private(set) var cost = ExchangeCost()
  private let tree: SumTree
  private let context: ComputeContext

  /// Up to this size every process gets all values and adds them itself, which takes one exchange in place of two.
  private static let smallBytes = 1 << 16

  package init(parts: Int, context: ComputeContext) {
    self.context = context
    tree = SumTree(shares: SumTree.shares(of: parts, processes: context.communicator.size))
  }

  /// Adds up values element by element.
  /// - Parameters:
  ///   - own: the values of each part of this process. The first becomes the sum; the others are used up.
  ///   - count: the values of a part.
  package func join<Value: FloatingPoint & BitwiseCopyable>(_ own: [UnsafeMutablePointer<Value>], count: Int) {
    let processes = context.communicator
    let rank = processes.rank
    let first = tree.roots[rank][0]
    nonisolated(unsafe) let lent = own
    let chunk = 1 << 14
    context.forEach((count + chunk - 1) / chunk) { index in
      let slice = index * chunk..<min(count, (index + 1) * chunk)
      for addition in tree.own[rank] {
        Self.add(lent[addition.source - first], to: lent[addition.target - first], slice)
      }
    }
    if processes.isAlone { return }
    let roots = tree.roots[rank].map { own[$0 - first] }
    if count * MemoryLayout<Value>.stride <= Self.smallBytes {
      joinWhole(roots, count: count, into: own[0])
    } else {
      joinSlices(roots, count: count, into: own[0])
    }
  }

  private func joinWhole<Value: FloatingPoint & BitwiseCopyable>(
    _ roots: [UnsafeMutablePointer<Value>], count: Int, into target: UnsafeMutablePointer<Value>
  ) {
    let processes = context.communicator
    let bytes = count * MemoryLayout<Value>.stride
    lending(roots.count * count, tree.roots.joined().count * count) { (sent: UnsafeMutablePointer<Value>, received) in
      for (index, root) in roots.enumerated() { (sent + index * count).update(from: root, count: count) }
      measured(bytes: roots.count * bytes) {
        processes.gather(sent, counts: tree.roots.map { $0.count * bytes }, into: received)
      }
      addCommon(received, count: count)
      target.update(from: received, count: count)
    }
  }

  /// Each process adds up one slice of the values, and gets the other slices from the others.
  private func joinSlices<Value: FloatingPoint & BitwiseCopyable>(
    _ roots: [UnsafeMutablePointer<Value>], count: Int, into target: UnsafeMutablePointer<Value>
  ) {
    let processes = context.communicator
    let stride = MemoryLayout<Value>.stride
    let slices = SumTree.shares(of: count, processes: processes.size)
    let own = slices[processes.rank]
    let rootCount = tree.roots.joined().count
    lending(roots.count * count, rootCount * own.count) { (sent: UnsafeMutablePointer<Value>, received) in
      var place = sent
      for slice in slices {
        for root in roots {
          place.update(from: root + slice.lowerBound, count: slice.count)
          place += slice.count
        }
      }
      measured(bytes: roots.count * count * stride) {
        processes.exchange(
          sent, counts: slices.map { roots.count * $0.count * stride }, into: received,
          counts: tree.roots.map { $0.count * own.count * stride })
      }
      addCommon(received, count: own.count)
      measured(bytes: own.count * stride) {
        processes.gather(received, counts: slices.map { $0.count * stride }, into: target)
      }
    }
  }

  /// Adds up the roots of all processes, which lie one after another. The first becomes the sum.
  private func addCommon<Value: FloatingPoint & BitwiseCopyable>(_ roots: UnsafeMutablePointer<Value>, count: Int) {
    let places = Dictionary(uniqueKeysWithValues: tree.roots.joined().enumerated().map { ($1, $0) })
    for addition in tree.common {
      guard let source = places[addition.source], let target = places[addition.target] else { continue }
      Self.add(roots + source * count, to: roots + target * count, 0..<count)
    }
  }

  /// Books an exchange with other processes.
  /// - Parameter bytes: those that this process sends.
  private func measured(bytes: Int, _ exchange: () -> Void) {
    let start = ContinuousClock.now
    exchange()
    cost.add(seconds: (ContinuousClock.now - start) / .seconds(1), bytes: bytes)
  }

  private func lending<Value: BitwiseCopyable>(
    _ first: Int, _ second: Int, _ body: (UnsafeMutablePointer<Value>, UnsafeMutablePointer<Value>) -> Void
  ) {
    let memory = UnsafeMutablePointer<Value>.allocate(capacity: first + second)
    defer { memory.deallocate() }
    body(memory, memory + first)
  }

  private static func add<Value: FloatingPoint>(
    _ source: UnsafeMutablePointer<Value>, to target: UnsafeMutablePointer<Value>, _ slice: Range<Int>
  ) {
    for index in slice { target[index] += source[index] }
  }
}
