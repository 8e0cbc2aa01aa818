import Basics
import Foundation
import ProtocolMessages
import Segmentation

/// Writes what happens in a training to an event file of TensorBoard.
///
/// A training goes on where the file cannot be written any more: the caller is told so once, and nothing more is written.
package final class TrainingEvents {
  private let file: EventFile
  private let previews: PreviewImages?
  private let values = TrainingValues()
  private let warn: (String) -> Void
  private var hasFailed = false
  private var step = 0
  /// The step of the last preview.
  private var previewed = -1

  /// - Parameters:
  ///   - warn: is told what the user should know.
  package init(to file: EventFile, previews: PreviewImages?, warn: @escaping (String) -> Void) {
    self.file = file
    self.previews = previews
    self.warn = warn
  }

  /// A training begins, or goes on after `step` steps.
  package func begin(after step: Int) {
    self.step = step
    attempt { try file.beginSession(after: step) }
  }

  /// A step is done.
  package func add(_ records: [StepRecord]) {
    step = records.map(\.step).max() ?? step
    attempt { try file.write(values.values(of: records), step: step) }
  }

  /// The files of the run have been brought up to date.
  package func saved(in folder: RunFolder) {
    guard let previews, !hasFailed, previewed != step else { return }
    previewed = step
    attempt { try file.write(previews.values(of: SegmentationModel(contentsOf: folder.model)), step: step) }
  }

  private func attempt(_ write: () throws -> Void) {
    if hasFailed { return }
    do {
      try write()
    } catch {
      hasFailed = true
      warn("the training goes on, but nothing more is written for TensorBoard: \(error)")
    }
  }
}
