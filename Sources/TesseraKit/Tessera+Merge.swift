import Basics
import Datasets
import Foundation
import Imaging

extension Tessera {
  /// What the shares of a task are together.
  package enum Merged {
    /// The scores, and the naming that was given to them.
    case scores(Evaluated, naming: Naming?)
    case summary(FolderSummary)
    case groups(ImageGroups, failures: [FileFailure])
    case areas(AreaTable, failures: [FileFailure])
    /// Polygons, which are joined to a file.
    case polygons([(path: String, part: PolygonsPart)])
  }

  /// Joins what the shares of one task have made. The files tell what they hold.
  /// - Parameter files: one of each share, in any order.
  /// - Throws: `PartError` where shares are missing, are there twice, or do not belong together; `FileAccessError`;
  ///   ``EvaluationFailure``, `NamingError`.
  package static func merge(_ files: [URL]) throws -> Merged {
    try merge(files.map { (path: $0.path, part: try PartFile(contentsOf: $0)) })
  }

  /// - Precondition: there is a part.
  package static func merge(_ parts: [(path: String, part: PartFile)]) throws -> Merged {
    // Files of several kinds are refused here.
    _ = try PartHeader.order(parts.map { ($0.path, $0.part.header) })
    switch parts[0].part {
    case .scores:
      return try merge(
        scores: parts.compactMap { path, part in if case .scores(let own) = part { (path, own) } else { nil } })
    case .summary:
      return .summary(
        try SummaryPart.joined(
          parts.compactMap { path, part in if case .summary(let own) = part { (path, own) } else { nil } }))
    case .groups:
      let own = parts.compactMap { path, part in
        if case .groups(let own) = part { (path: path, part: own) } else { nil }
      }
      return .groups(try GroupsPart.joined(own), failures: own.flatMap(\.part.failures))
    case .areas:
      let own = parts.compactMap { path, part in
        if case .areas(let own) = part { (path: path, part: own) } else { nil }
      }
      return .areas(try AreasPart.joined(own), failures: own.flatMap(\.part.failures))
    case .polygons:
      return .polygons(
        parts.compactMap { path, part in if case .polygons(let own) = part { (path, own) } else { nil } })
    }
  }

  private static func merge(scores parts: [(path: String, part: ScoresPart)]) throws -> Merged {
    let order = try PartHeader.order(parts.map { ($0.path, $0.part.part) })
    let failures = order.flatMap { parts[$0].part.failures }
    do {
      let joined = try ScoresPart.joined(parts)
      return .scores(
        Evaluated(scores: joined.scores, images: joined.images, failures: failures), naming: joined.naming)
    } catch let error as EvaluationError {
      throw EvaluationFailure(cause: error, failures: failures)
    }
  }
}
