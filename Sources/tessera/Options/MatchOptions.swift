import ArgumentParser
import Foundation
import TesseraKit

/// Which classes the clusters of masks stand for, as told on the command line.
struct MatchOptions: ParsableArguments {
  @Option(
    help: """
      How clusters get their classes: one-to-one, many-to-one, or identity for masks that hold classes already, by the \
      data set's own values or colours or, of `tessera segment --matching`, by the classes.csv beside them.
      """)
  var match = ClusterMatching.Rule.oneToOne

  @Option(
    help: ArgumentHelp(
      "Take the matching of clusters to classes from these scores, made by `tessera evaluate --json`, instead.",
      valueName: "scores.json"))
  var matching: String?

  func validate() throws {
    if match == .identity && matching != nil {
      throw ValidationError("--match identity says that there is nothing to match; leave out --matching.")
    }
  }

  /// The match of another evaluation, if one is given.
  /// - Throws: ``EvaluationError/notScores(path:reason:)``.
  func given() throws -> ClusterMatching? { try matching.map { try ClusterMatching(scoresAt: URL(filePath: $0)) } }
}

extension ClusterMatching.Rule: ExpressibleByArgument {}
