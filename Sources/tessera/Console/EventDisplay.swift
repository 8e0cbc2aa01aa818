import Foundation
import Synchronization
import TesseraKit

/// Shows how a verb of the library goes: progress while a stage lasts, and warnings as they come.
final class EventDisplay: Sendable {
  private let console = Console.standard
  private let progress = Mutex<ProgressReporter?>(nil)
  private let list = Mutex([String]())

  /// Shows one event.
  func show(_ event: Tessera.Event) {
    switch event {
    case .begins(let stage, let total, let done):
      let (label, unit) = Self.words(stage)
      progress.withLock { $0 = ProgressReporter(label, unit: unit, total: total, alreadyDone: done) }
    case .advanced: progress.withLock { $0 }?.advance()
    case .step(let record, let fraction):
      progress.withLock { $0 }?.update(
        done: record.step, fraction: fraction, detail: String(format: "\(record.series) loss %.3f", record.loss))
    case .warning(let message):
      list.withLock { $0.append(message) }
      console.warn(message)
    case .trained, .segmented, .painted: end()
    }
  }

  /// Takes the progress line away.
  func end() {
    progress.withLock { $0 = nil }
    console.clear()
  }

  /// All warnings, sorted, since threads have no order.
  var warnings: [String] { list.withLock { $0.sorted() } }

  private static func words(_ stage: Tessera.Stage) -> (label: String, unit: String) {
    switch stage {
    case .readingImages: ("reading", "images")
    case .readingLabels: ("reading", "labels")
    case .training: ("training", "steps")
    case .segmenting: ("segmenting", "images")
    case .scoring: ("scoring", "images")
    case .comparingBoundaries: ("comparing boundaries", "images")
    case .painting: ("painting", "images")
    case .shrinking: ("shrinking", "images")
    }
  }
}
