import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

/// Why training cannot begin or go on.
public enum TrainingError: Error, Hashable, Sendable, CustomStringConvertible, LocalizedError {
  case checkpointMismatch(path: String, reason: String)
  case nothingToResume(path: String)
  case alreadyTrained(path: String)
  case interrupted(step: Int, path: String)

  public var description: String {
    switch self {
    case .checkpointMismatch(let path, let reason): "\(path): \(reason)"
    case .nothingToResume(let path): "\(path): holds no checkpoint to resume from"
    case .alreadyTrained(let path):
      "\(path): holds a trained model already; choose another folder"
    case .interrupted(let step, let path):
      "interrupted after step \(step); \(path) holds a checkpoint to go on from"
    }
  }

  public var errorDescription: String? { description }
}
