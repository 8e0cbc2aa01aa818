import Foundation
import Synchronization
import TesseraKit

/// Shows how far a task is: done and total, rate, time left.
final class ProgressReporter: Sendable {
  private struct State {
    var done = 0
    var lastShown: ContinuousClock.Instant?
  }

  private let label: String
  private let unit: String
  private let total: Int
  private let alreadyDone: Int
  private let console: Console
  private let start = ContinuousClock.now
  private let state = Mutex(State())

  /// - Parameters:
  ///   - label: what is done, such as "segmenting".
  ///   - unit: of what is counted, in the plural.
  ///   - total: 0 when it is unknown.
  ///   - alreadyDone: of the total, before this began.
  init(_ label: String, unit: String, total: Int, alreadyDone: Int = 0, console: Console = .standard) {
    self.label = label
    self.unit = unit
    self.total = total
    self.alreadyDone = alreadyDone
    self.console = console
  }

  deinit { console.clear() }

  /// Counts one more.
  func advance() { update(detail: "") { $0 + 1 } }

  /// - Parameters:
  ///   - done: how many are done.
  ///   - fraction: the done part of the task, 0...1, when `done` of the total does not tell.
  ///   - detail: more to show.
  func update(done: Int, fraction: Double? = nil, detail: String = "") {
    update(fraction: fraction, detail: detail) { _ in done }
  }

  private func update(fraction: Double? = nil, detail: String, _ count: (Int) -> Int) {
    guard console.isTerminal else { return }
    let now = ContinuousClock.now
    let shown: Int? = state.withLock { state in
      state.done = count(state.done)
      // The first half second says nothing about the rate.
      if now - start < .milliseconds(500) { return nil }
      if let last = state.lastShown, now - last < .milliseconds(200) { return nil }
      state.lastShown = now
      return state.done
    }
    guard let shown else { return }
    let seconds = (now - start) / .seconds(1)
    let part = fraction ?? (total > 0 ? Double(shown) / Double(total) : 0)
    var fields = ["\(label): \(shown)" + (total > 0 ? " of \(total)" : "") + " \(unit)"]
    fields.append(String(format: "%.1f a second", Double(shown - alreadyDone) / seconds))
    // Measured by what has been done since the start.
    let before = shown > 0 ? part * Double(alreadyDone) / Double(shown) : 0
    if part > before {
      fields.append("\(NumberText.duration(seconds: seconds * (1 - part) / (part - before))) left")
    }
    if !detail.isEmpty { fields.append(detail) }
    console.show(fields.joined(separator: ", "))
  }
}
