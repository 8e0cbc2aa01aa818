import Foundation
import Synchronization
import TesseraKit

/// Messages and progress on standard error; results go to standard output by `print`.
///
/// Progress shows only on a terminal, so that logs stay readable.
final class Console: Sendable {
  static let standard = Console()

  /// Whether standard error is a terminal.
  let isTerminal = isatty(STDERR_FILENO) == 1
  private let hasLine = Mutex(false)
  private let isSilent = Atomic(false)

  /// From now on nothing is said.
  func silence() { isSilent.store(true, ordering: .relaxed) }

  /// Something the user should know.
  func warn(_ message: String) { write("warning: \(message)") }

  /// A remark.
  func note(_ message: String) { write(message) }

  /// Shows `line` in place of the last progress line.
  func show(_ line: String) {
    guard isTerminal, !isSilent.load(ordering: .relaxed) else { return }
    hasLine.withLock { hasLine in
      FileHandle.standardError.write(Data("\r\u{1B}[2K\(line)".utf8))
      hasLine = true
    }
  }

  /// Takes the progress line away.
  func clear() { hasLine.withLock { erase(&$0) } }

  private func write(_ message: String) {
    if isSilent.load(ordering: .relaxed) { return }
    hasLine.withLock { hasLine in
      erase(&hasLine)
      FileHandle.standardError.write(Data((message + "\n").utf8))
    }
  }

  private func erase(_ hasLine: inout Bool) {
    if hasLine { FileHandle.standardError.write(Data("\r\u{1B}[2K".utf8)) }
    hasLine = false
  }
}
