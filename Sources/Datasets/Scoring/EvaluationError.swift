import Basics
import Foundation
import Imaging

/// Why there are no scores.
public enum EvaluationError: Error, Hashable, Sendable, CustomStringConvertible, LocalizedError {
  case nothingToScore(ignored: Int)
  case notScores(path: String, reason: String)
  case unknownClass(Int, count: Int)
  case otherClusters(matched: Int, clusters: Int)
  case notMaskStyle(path: String, reason: String)
  case masksOfClusters(path: String)
  case masksOfOtherClasses(path: String, name: String, known: [String])

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
    case .notMaskStyle(let path, let reason):
      "\(path): \(reason); masks are read by this file, so segment again, or remove it if the masks' values are the labels'"
    case .masksOfClusters(let path):
      "\(path): says that the masks hold clusters, not classes; leave out --match identity to have them matched"
    case .masksOfOtherClasses(let path, let name, let known):
      "\(path): says that the masks hold the class \(name), which the labels do not have; theirs are "
        + "\(known.joined(separator: ", ")); give the --dataset or --classes-file that the masks were matched with"
    case .unknownClass(let index, let count):
      "the matching names class \(index), but there are \(count) classes; it must come from the same classes"
    }
  }

  public var errorDescription: String? { description }
}
