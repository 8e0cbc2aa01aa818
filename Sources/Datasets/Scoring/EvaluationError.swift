import Basics
import Foundation

/// Why there are no scores.
public enum EvaluationError: Error, Hashable, Sendable, CustomStringConvertible, LocalizedError {
  /// All pixels are ignored; `ignored` is their number.
  case nothingToScore(ignored: Int)
  /// A classifier learns from all images, so that none is left to score it on.
  case nothingBesidesLearned

  public var description: String {
    switch self {
    case .nothingToScore(let ignored):
      "there is nothing to score: "
        + (ignored > 0 ? "the labels ignore all of the \(ignored) pixels" : "no pair of mask and label could be read")
    case .nothingBesidesLearned:
      "there is nothing to score: the classifier learns from all of the images; leave some of them out of its labels"
    }
  }

  public var errorDescription: String? { description }
}
