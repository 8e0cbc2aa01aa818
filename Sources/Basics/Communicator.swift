/// The processes that compute together, as one of them sees it.
///
/// Every process calls the same functions in the same order. A process that cannot go on ends all of them.
package protocol Communicator: Sendable {
  /// The number of this process, `0..<size`. The process 0 writes files and reports.
  var rank: Int { get }
  /// The number of processes.
  var size: Int { get }
  /// The name of the machine of this process.
  var host: String { get }

  /// Gives every process the bytes of all, in the order of the ranks.
  /// - Parameters:
  ///   - own: the bytes of this process, `counts[rank]` of them.
  ///   - counts: the number of bytes of each process.
  ///   - all: has room for the sum of `counts`.
  func gather(_ own: UnsafeRawPointer, counts: [Int], into all: UnsafeMutableRawPointer)

  /// Sends bytes to every process, and receives those that every process sends to this one.
  /// - Parameters:
  ///   - sent: the bytes to the process 0, those to the process 1, and so on.
  ///   - received: has room for the bytes from all processes, in their order.
  func exchange(
    _ sent: UnsafeRawPointer, counts sentCounts: [Int], into received: UnsafeMutableRawPointer, counts: [Int])

  /// The bytes of all processes that are gathered at once.
  var gatheredBytes: Int { get }
}

/// A process that computes alone.
package struct SingleProcess: Communicator {
  package init() {}
  package var rank: Int { 0 }
  package var size: Int { 1 }
  package var host: String { "" }

  package func gather(_ own: UnsafeRawPointer, counts: [Int], into all: UnsafeMutableRawPointer) {
    all.copyMemory(from: own, byteCount: counts[0])
  }

  package func exchange(
    _ sent: UnsafeRawPointer, counts sentCounts: [Int], into received: UnsafeMutableRawPointer, counts: [Int]
  ) {
    received.copyMemory(from: sent, byteCount: counts[0])
  }
}

extension Communicator {
  /// Whether there is one process only.
  package var isAlone: Bool { size == 1 }

  package var gatheredBytes: Int { 1 << 30 }

  /// Whether this process writes files and reports.
  package var isFirst: Bool { rank == 0 }

  /// The values of every process, which may have different numbers of them.
  package func gathered<Value: BitwiseCopyable>(_ values: [Value]) -> [[Value]] {
    let stride = MemoryLayout<Value>.stride
    var counts = [Int](repeating: 0, count: size)
    withUnsafeBytes(of: values.count) { own in
      guard let own = own.baseAddress else { return }
      counts.withUnsafeMutableBytes { all in
        guard let all = all.baseAddress else { return }
        gather(own, counts: [Int](repeating: MemoryLayout<Int>.stride, count: size), into: all)
      }
    }
    // MPI counts the bytes of one exchange by 32 bits.
    let slice = max(1, gatheredBytes / (stride * size))
    var result = counts.map { count in
      var values: [Value] = []
      values.reserveCapacity(count)
      return values
    }
    for first in Swift.stride(from: 0, to: max(1, counts.max() ?? 0), by: slice) {
      let counts = counts.map { min(slice, max(0, $0 - first)) }
      let part = values[min(first, values.count)..<min(first + slice, values.count)]
      // An empty array may have no address.
      let own = UnsafeMutablePointer<Value>.allocate(capacity: max(1, part.count))
      let all = UnsafeMutablePointer<Value>.allocate(capacity: max(1, counts.reduce(0, +)))
      defer {
        own.deallocate()
        all.deallocate()
      }
      _ = UnsafeMutableBufferPointer(start: own, count: part.count).initialize(from: part)
      gather(own, counts: counts.map { $0 * stride }, into: all)
      var start = 0
      for rank in result.indices {
        result[rank] += UnsafeBufferPointer(start: all + start, count: counts[rank])
        start += counts[rank]
      }
    }
    return result
  }

  /// The text of every process.
  package func gathered(_ text: String) -> [String] {
    gathered(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The values of the process 0.
  package func first<Value: BitwiseCopyable>(_ values: [Value]) -> [Value] {
    isAlone ? values : gathered(isFirst ? values : [])[0]
  }

  /// The results of `body` for each index in `0..<count`, in the order of the indices. The processes share the work.
  /// - Throws: what `body` throws, in the process where it does.
  package func map<Value: BitwiseCopyable>(_ count: Int, _ body: (_ index: Int) throws -> [Value]) rethrows -> [[Value]]
  {
    let own = try stride(from: rank, to: count, by: size).map(body)
    if isAlone { return own }
    let lengths = gathered(own.map(\.count))
    let values = gathered(Array(own.joined()))
    var starts = [Int](repeating: 0, count: size)
    return (0..<count).map { index in
      let rank = index % size
      let length = lengths[rank][index / size]
      defer { starts[rank] += length }
      return Array(values[rank][starts[rank]..<starts[rank] + length])
    }
  }
}
