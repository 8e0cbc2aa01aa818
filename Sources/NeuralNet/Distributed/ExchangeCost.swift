/// What exchanges with other processes cost a process.
package struct ExchangeCost: Hashable, Sendable {
  /// Seconds of exchanges, the waiting for slower processes included.
  package private(set) var seconds = 0.0
  /// The number of exchanges.
  package private(set) var count = 0
  /// The bytes that this process gave to exchanges. How often they are sent is up to MPI.
  package private(set) var bytes = 0

  package init() {}

  /// Adds what other exchanges cost.
  package mutating func add(_ other: ExchangeCost) {
    seconds += other.seconds
    count += other.count
    bytes += other.bytes
  }

  mutating func add(seconds: Double, bytes: Int) {
    self.seconds += seconds
    self.bytes += bytes
    count += 1
  }
}
