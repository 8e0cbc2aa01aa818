import Foundation

/// Why there are no scores.
public enum EvaluationError: Error, Hashable, Sendable, CustomStringConvertible, LocalizedError {
  case nothingToScore(ignored: Int)
  case notScores(path: String, reason: String)
  case unknownClass(Int, count: Int)

  public var description: String {
    switch self {
    case .nothingToScore(let ignored):
      "there is nothing to score: "
        + (ignored > 0 ? "the labels ignore all of the \(ignored) pixels" : "no pair of mask and label could be read")
    case .notScores(let path, let reason):
      "\(path): \(reason); give a file that `tessera evaluate --json` has written"
    case .unknownClass(let index, let count):
      "the matching names class \(index), but there are \(count) classes; it must come from the same classes"
    }
  }

  public var errorDescription: String? { description }
}
