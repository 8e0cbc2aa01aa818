import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

/// Why segmenting cannot begin.
public enum SegmentationError: Error, Hashable, Sendable, CustomStringConvertible, LocalizedError {
  case headMissing(OutputHead)
  case channelsMissing(path: String, channels: Int, needed: Int)

  public var description: String {
    switch self {
    case .headMissing(let head):
      "the model has no \(head.rawValue) head; ask for one that it was trained with, such as --head main"
    case .channelsMissing(let path, let channels, let needed):
      "\(path): has \(channels) channels, the model was trained on \(needed); give images of the same kind"
    }
  }

  public var errorDescription: String? { description }
}
