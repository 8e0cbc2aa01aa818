import Basics
import Datasets
import Foundation
import Imaging

extension Tessera {
  /// Counts one share of pairs of masks and labels. The counts of all shares give the scores of all pairs.
  /// - Parameters:
  ///   - pairs: all pairs, mask first, label second.
  ///   - share: the one to count.
  ///   - failures: what of the folders cannot be used; the last share has it.
  ///   - boundaries: how near boundaries must lie; nil to leave them out. What clusters show must be known before: by `naming` or
  ///     the rule `identity`.
  ///   - other parameters: as of ``evaluate(_:in:meaning:rule:naming:boundaries:options:parallel:report:)``.
  /// - Throws: `NamingError`, `ClassTableError`. A pair that cannot be read is among the failures of the part.
  package static func evaluate(
    _ share: Share, of pairs: [(first: ImageFolder.Item, second: ImageFolder.Item)], failures others: [FileFailure],
    in folder: URL, meaning: LabelMeaning = LabelMeaning(), rule: MatchingRule = .oneToOne, naming: Naming? = nil,
    boundaries: BoundaryTolerance? = nil, options: DecodingOptions = .init(), parallel: Parallel = Parallel(),
    report: @escaping Report = { _ in }
  ) throws -> ScoresPart {
    let options = options.warning(report)
    let list = SharedList(
      pairs.map(\.first), partners: pairs.map(\.second), options: options, parallel: parallel)
    let own = Array(pairs[share.range(of: list.work)])
    report(.begins(.readingLabels, total: own.count * (rule == .identity ? 2 : 1), done: 0))
    let (evaluation, notices) = try MaskEvaluation.of(
      labels: own.map(\.second.url), masks: own.map(\.first.url), in: folder, meaning: meaning, rule: rule,
      options: options, parallel: parallel
    ) { report(.advanced) }
    for notice in notices { report(.labels(notice)) }
    report(.begins(.scoring, total: own.count, done: 0))
    let (_, images, unread) = evaluation.count(own, parallel: parallel) { report(.advanced) }
    var failures = unread
    let terms = evaluation.terms(naming: naming, boundaries: boundaries)
    var compared: [BoundaryCounts?] = []
    // Tells of a naming that does not fit before the shares are joined.
    if let fixed = try terms.fixedNaming(ConfusionMatrix()), let boundaries, !images.isEmpty {
      report(.begins(.comparingBoundaries, total: images.count, done: 0))
      let found = evaluation.boundaries(images, by: fixed, tolerance: boundaries, parallel: parallel) {
        report(.advanced)
      }
      compared = found.counts
      failures += found.failures
    }
    if share.index == share.count { failures += others }
    return ScoresPart(
      list.header(.scores, of: share), terms: terms, images: images, boundaries: compared, failures: failures)
  }
}
