import Foundation
import Imaging
import NeuralNet
import Segmentation

/// Scores a folder of masks and shows how it goes.
struct EvaluationSession {
  let classes: ClassTable?
  let options: DecodingOptions
  let context: ComputeContext
  private let console = Console.standard

  init(classes: ClassTable?, options: DecodingOptions, context: ComputeContext) {
    self.classes = classes
    self.options = options
    self.context = context
  }

  /// - Parameters:
  ///   - pairs: mask first, label second.
  ///   - matching: found elsewhere; nil to find one by `rule`.
  /// - Returns: the scores of all pairs that could be read, and the others.
  func scores(
    _ pairs: [(first: ImageFolder.Item, second: ImageFolder.Item)], rule: ClusterMatching.Rule,
    matching: ClusterMatching? = nil
  ) throws -> (scores: Scores, failures: [FileFailure]) {
    let progress = ProgressReporter("scoring", unit: "images", total: pairs.count)
    let evaluation = MaskEvaluation(classes: classes, options: options)
    let (matrix, failures) = evaluation.count(pairs, context: context) { progress.advance() }
    console.clear()
    do {
      let scores = try evaluation.scores(matrix, rule: rule, matching: matching, images: pairs.count - failures.count)
      return (scores, failures)
    } catch {
      for failure in failures.prefix(10) { console.note("error: \(failure)") }
      throw error
    }
  }

  /// Writes the scores as JSON; `-` is standard output.
  func write(_ scores: Scores, to path: String) throws {
    if path == "-" {
      print(try scores.json(), terminator: "")
    } else {
      try AtomicFile.write(Array(scores.json().utf8), to: URL(filePath: path))
    }
  }
}
