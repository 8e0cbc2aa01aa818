import Foundation
import TesseraKit

/// Scores a folder of masks and shows how it goes.
struct EvaluationSession {
  let classes: ClassTable?
  let options: DecodingOptions
  let parallel: Parallel
  private let console = Console.standard

  init(classes: ClassTable?, options: DecodingOptions, parallel: Parallel) {
    self.classes = classes
    self.options = options
    self.parallel = parallel
  }

  /// What scoring a folder gives.
  struct Outcome {
    var scores: Scores
    /// Of each pair that could be read, in order.
    var images: [ImageScore]
    /// The other pairs.
    var failures: [FileFailure]
  }

  /// - Parameters:
  ///   - pairs: mask first, label second.
  ///   - masks: the folder of all masks, or one mask.
  ///   - naming: found elsewhere; nil to find one by `rule`.
  ///   - boundaries: how near boundaries must lie; nil to leave them out.
  func scores(
    _ pairs: [(first: ImageFolder.Item, second: ImageFolder.Item)], in masks: URL, rule: MatchingRule,
    naming: Naming? = nil, boundaries: BoundaryTolerance? = nil
  ) throws -> Outcome {
    let progress = ProgressReporter("scoring", unit: "images", total: pairs.count)
    let evaluation = try MaskEvaluation(classes: classes, rule: rule, options: options).reading(masksIn: masks)
    let (matrix, images, failures) = evaluation.count(pairs, parallel: parallel) { progress.advance() }
    console.clear()
    do {
      let scores = try evaluation.scores(matrix, naming: naming, images: images.count)
      guard let boundaries else {
        return Outcome(scores: scores, images: images.map { $0.score(by: scores) }, failures: failures)
      }
      let comparing = ProgressReporter("comparing boundaries", unit: "images", total: images.count)
      let (found, unread) = evaluation.boundaries(
        images, by: scores, tolerance: boundaries, parallel: parallel
      ) { comparing.advance() }
      console.clear()
      let compared = scores.with(found.compactMap { $0 }, tolerance: boundaries)
      if compared.boundaryF == nil {
        console.warn(
          "the labels have no boundary to score, since no two classes meet in them; take labels whose borders are not "
            + "ignored, such as Potsdam's without _noBoundary")
      }
      return Outcome(
        scores: compared,
        images: zip(images, found).map { $0.score(by: scores, boundary: compared.boundaryF == nil ? nil : $1) },
        failures: failures + unread)
    } catch {
      for failure in failures.prefix(10) { console.note("error: \(failure.remedied)") }
      throw error
    }
  }

  /// Writes `text` to a file; `-` is standard output.
  static func write(_ text: String, to path: String) throws {
    if path == "-" {
      print(text, terminator: "")
    } else {
      try AtomicFile.write(Array(text.utf8), to: URL(filePath: path))
    }
  }
}
