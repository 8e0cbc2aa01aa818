import Synchronization
import TesseraKit

/// Warnings as they come up on many threads: shown at once, and kept.
final class WarningList: Sendable {
  private let list = Mutex([String]())

  func add(_ warning: String) {
    list.withLock { $0.append(warning) }
    Console.standard.warn(warning)
  }

  /// All of them, sorted, since threads have no order.
  var all: [String] { list.withLock { $0.sorted() } }
}
