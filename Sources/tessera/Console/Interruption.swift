import Foundation
import Synchronization
import TesseraKit

/// Ctrl-C and `kill`: a first signal asks a training to stop after its step, or ends a command that has nothing to
/// save; a second one ends it at once. Files that are being written leave nothing behind.
enum Interruption {
  private static let signals = Atomic<Int>(0)
  private static let waits = Atomic<Bool>(false)

  /// The exit code of a command that a signal has ended.
  static let exitCode: Int32 = 130

  /// Whether a signal has come since the start.
  static var isRequested: Bool { signals.load(ordering: .relaxed) > 0 }

  static func install() {
    var handled = sigset_t()
    sigemptyset(&handled)
    for number in [SIGINT, SIGTERM] { sigaddset(&handled, number) }
    // Programs that start others from a thread of their own often leave them with every signal blocked.
    pthread_sigmask(SIG_UNBLOCK, &handled, nil)
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        let earlier = Interruption.signals.wrappingAdd(1, ordering: .relaxed).oldValue
        if Interruption.waits.load(ordering: .relaxed) && earlier == 0 { return }
        AtomicFile.removeOutstanding()
        _exit(Interruption.exitCode)
      }
    }
    signal(SIGPIPE, SIG_IGN)
  }

  /// Runs `body`, during which a first signal only sets ``isRequested``, until ``endDeferral()``.
  static func deferred<Result>(_ body: () throws -> Result) rethrows -> Result {
    waits.store(true, ordering: .relaxed)
    defer { endDeferral() }
    return try body()
  }

  /// From now on a first signal ends the command.
  static func endDeferral() { waits.store(false, ordering: .relaxed) }
}
