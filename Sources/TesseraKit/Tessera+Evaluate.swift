import Basics
import Datasets
import Foundation
import Imaging

extension Tessera {
  /// What scoring masks gives.
  public struct Evaluated: Sendable {
    /// The scores over all pairs together.
    public let scores: Scores
    /// The score of each pair that could be read, in order.
    public let images: [ImageScore]
    /// The other pairs.
    public let failures: [FileFailure]
  }

  /// Why there are no scores, with the files that could not be read.
  public struct EvaluationFailure: Error, CustomStringConvertible {
    /// Why there are no scores.
    public let cause: any Error
    /// The files that could not be read.
    public let failures: [FileFailure]

    public var description: String { "\(cause)" }
  }

  /// Scores the masks of a folder against labels.
  /// - Parameters:
  ///   - masks: a folder, or one mask.
  ///   - labels: a folder, or one label file; files pair by relative path and name.
  ///   - classes: what the labels mean; nil where each value is a class and 255 is ignored.
  ///   - rule: how clusters get their classes.
  ///   - selection: which files of the folders are masks and labels.
  /// - Throws: `DatasetError`, and as ``evaluate(_:in:meaning:rule:naming:boundaries:options:parallel:report:)``.
  public static func evaluate(
    masks: String, labels: String, classes: ClassTable? = nil, rule: MatchingRule = .oneToOne,
    selection: FolderSelection = .init()
  ) throws -> Evaluated {
    var found = try selection.masks(in: ImageFolder([masks]), path: masks).folder
    let partners = try selection.labels(in: ImageFolder([labels]), path: labels, masks: found)
    _ = selection.removeMasksOfLabels(from: &found, labels: partners)
    let pairing = try FilePairing(
      found, partners.folder, firstPath: masks, secondPath: labels, suffix: selection.labelSuffix)
    return try evaluate(pairing.pairs, in: URL(filePath: masks), meaning: LabelMeaning(classes: classes), rule: rule)
  }

  /// Scores pairs of masks and labels.
  /// - Parameters:
  ///   - pairs: mask first, label second.
  ///   - folder: of all masks, or one mask; what lies beside the masks says what they hold.
  ///   - meaning: what the labels mean.
  ///   - rule: how clusters get their classes, where no naming is given.
  ///   - naming: found elsewhere; nil to match clusters to classes.
  ///   - boundaries: how near boundaries must lie; nil to leave them out.
  ///   - options: what is accepted of the files.
  ///   - parallel: the threads that work.
  ///   - report: is told what is being done; see ``Event``.
  /// - Throws: `NamingError`, `ClassTableError`; ``EvaluationFailure`` where nothing can be scored.
  public static func evaluate(
    _ pairs: [(first: ImageFolder.Item, second: ImageFolder.Item)], in folder: URL,
    meaning: LabelMeaning = LabelMeaning(), rule: MatchingRule = .oneToOne, naming: Naming? = nil,
    boundaries: BoundaryTolerance? = nil, options: DecodingOptions = .init(), parallel: Parallel = Parallel(),
    report: @escaping Report = { _ in }
  ) throws -> Evaluated {
    let options = options.warning(report)
    report(.begins(.readingLabels, total: pairs.count * (rule == .identity ? 2 : 1), done: 0))
    let (evaluation, notices) = try MaskEvaluation.of(
      labels: pairs.map(\.second.url), masks: pairs.map(\.first.url), in: folder, meaning: meaning, rule: rule,
      options: options, parallel: parallel
    ) { report(.advanced) }
    for notice in notices { report(.labels(notice)) }
    report(.begins(.scoring, total: pairs.count, done: 0))
    let (matrix, images, failures) = evaluation.count(pairs, parallel: parallel) { report(.advanced) }
    if let shift = evaluation.shift(matrix) { report(.labels(shift)) }
    let scores: Scores
    do {
      scores = try evaluation.scores(matrix, naming: naming, images: images.count)
    } catch {
      throw EvaluationFailure(cause: error, failures: failures)
    }
    guard let boundaries else {
      return Evaluated(scores: scores, images: images.map { $0.score(by: scores) }, failures: failures)
    }
    report(.begins(.comparingBoundaries, total: images.count, done: 0))
    let (found, unread) = evaluation.boundaries(
      images, by: scores.naming, tolerance: boundaries, parallel: parallel
    ) { report(.advanced) }
    let compared = scores.with(found.compactMap { $0 }, tolerance: boundaries)
    if compared.boundaryF == nil {
      report(
        .warning(
          "the labels have no boundary to score, since no two classes meet in them; take labels whose borders are not "
            + "ignored, such as Potsdam's without _noBoundary"))
    }
    return Evaluated(
      scores: compared,
      images: zip(images, found).map { $0.score(by: scores, boundary: compared.boundaryF == nil ? nil : $1) },
      failures: failures + unread)
  }
}
