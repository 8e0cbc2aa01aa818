import Foundation

/// Why there are no scores.
public enum EvaluationError: Error, Hashable, Sendable, CustomStringConvertible, LocalizedError {
  case nothingToScore(ignored: Int)
  case notScores(path: String, reason: String)
  case unknownClass(Int, count: Int)
  case otherClusters(matched: Int, clusters: Int)

  public var description: String {
    switch self {
    case .nothingToScore(let ignored):
      "there is nothing to score: "
        + (ignored > 0 ? "the labels ignore all of the \(ignored) pixels" : "no pair of mask and label could be read")
    case .notScores(let path, let reason):
      "\(path): \(reason); give a file that `tessera evaluate --json` has written"
    case .otherClusters(let matched, let clusters):
      "the matching is of \(matched) clusters, but the masks have \(clusters); choose the head that it was made with, such as "
        + "--head overclustering"
    case .unknownClass(let index, let count):
      "the matching names class \(index), but there are \(count) classes; it must come from the same classes"
    }
  }

  public var errorDescription: String? { description }
}
