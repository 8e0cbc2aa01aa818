import Foundation
import Synchronization
import TesseraKit

/// Shows how a verb of the library goes: progress while a stage lasts, and warnings as they come.
final class EventDisplay: Sendable {
  private let console = Console.standard
  private let progress = Mutex<ProgressReporter?>(nil)
  private let list = Mutex([String]())
  private let files = Mutex(FilesWarned())
  private let notices = Mutex(Set<LabelNotice>())
  /// The step at which the loss had levelled off.
  private let levelStep = Mutex<Int?>(nil)

  /// What was said about files.
  private struct FilesWarned {
    var messages: Set<String> = []
    var unshown = 0
  }

  /// The most warnings about files that are shown. A folder can have thousands of files with one fault.
  private static let mostFileWarnings = 20

  /// Shows one event.
  func show(_ event: Tessera.Event) {
    switch event {
    case .begins(let stage, let total, let done):
      let (label, unit) = Self.words(stage)
      progress.withLock { $0 = ProgressReporter(label, unit: unit, total: total, alreadyDone: done) }
    case .advanced: progress.withLock { $0 }?.advance()
    case .step(let records, let fraction):
      guard let record = records.first else { return }
      // One of them, so that the line fits a narrow terminal.
      let detail = levelStep.withLock { $0 }.map { "loss level since step \($0)" }
      progress.withLock { $0 }?.update(
        done: record.step, fraction: fraction,
        detail: detail ?? String(format: "\(record.series) loss %.3f", record.loss))
    case .levelledOff(let step): levelStep.withLock { $0 = step }
    case .warning(let message):
      let message = Remedies.remedy(forWarning: message).map { Remedies.joined(message, $0) } ?? message
      list.withLock { $0.append(message) }
      console.warn(message)
    case .fileWarning(let path, let message): warn("\(path): \(message)")
    case .note(let message): console.note(message)
    case .labels(let notice): show(notice)
    case .trained, .taught, .segmented, .painted: end()
    }
  }

  /// Shows a notice about labels, unless it was shown: the labels of a run are read before its training and for its scores.
  private func show(_ notice: LabelNotice) {
    guard notices.withLock({ $0.insert(notice).inserted }) else { return }
    let message = Remedies.remedy(for: notice).map { Remedies.joined(notice.description, $0) } ?? notice.description
    guard notice.isWarning else { return console.note(message) }
    list.withLock { $0.append(message) }
    console.warn(message)
  }

  /// Shows the warnings of files that a command reads without a verb of the library.
  var fileWarnings: FileWarnings {
    FileWarnings { [self] in show(.fileWarning(path: $0, message: $1)) }
  }

  /// Takes the progress line away and says how many warnings about files were not shown.
  func end() {
    progress.withLock { $0 = nil }
    console.clear()
    let unshown = files.withLock { files in
      defer { files.unshown = 0 }
      return files.unshown
    }
    if unshown > 0 { console.warn("\(NumberText.count(unshown, "more warning")) about files like these") }
  }

  /// Shows a warning about a file, unless a verb before has had it or there are too many.
  private func warn(_ message: String) {
    let isShown: Bool? = files.withLock { files in
      guard files.messages.insert(message).inserted else { return nil }
      if files.messages.count > Self.mostFileWarnings { files.unshown += 1 }
      return files.messages.count <= Self.mostFileWarnings
    }
    guard let isShown else { return }
    list.withLock { $0.append(message) }
    if isShown { console.warn(message) }
  }

  /// All warnings, sorted, since threads have no order.
  var warnings: [String] { list.withLock { $0.sorted() } }

  private static func words(_ stage: Tessera.Stage) -> (label: String, unit: String) {
    switch stage {
    case .readingImages: ("reading", "images")
    case .readingLabels: ("reading", "labels")
    case .training: ("training", "steps")
    case .clustering: ("clustering", "%")
    case .segmenting: ("segmenting", "images")
    case .scoring: ("scoring", "images")
    case .comparingBoundaries: ("comparing boundaries", "images")
    case .painting: ("painting", "images")
    case .shrinking: ("shrinking", "images")
    case .joining: ("joining", "labels")
    case .sieving: ("merging small regions", "blocks of rows")
    case .tracing: ("tracing", "blocks of rows")
    case .matching: ("matching", "images")
    case .looking: ("looking", "images")
    case .measuring: ("measuring features", "images")
    case .teaching: ("teaching", "classifiers")
    case .drawing: ("drawing", "pictures")
    case .grouping: ("grouping", "images")
    case .sorting: ("sorting", "images")
    case .countingAreas: ("measuring", "masks")
    }
  }
}
