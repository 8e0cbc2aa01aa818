import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

/// Why training cannot begin or go on.
public enum TrainingError: Error, Hashable, Sendable, CustomStringConvertible, LocalizedError {
  /// The checkpoint is of other settings or another network.
  case checkpointMismatch(path: String, reason: String)
  /// The folder has no checkpoint.
  case nothingToResume(path: String)
  /// The folder holds a finished run.
  case alreadyTrained(path: String)
  /// The folder holds a run with other settings, images or labels.
  case otherRun(path: String)
  /// The training was asked to stop after the step; its checkpoint is at the path.
  case interrupted(step: Int, path: String)

  public var description: String {
    switch self {
    case .checkpointMismatch(let path, let reason): "\(path): \(reason)"
    case .nothingToResume(let path): "\(path): holds no checkpoint to resume from"
    case .alreadyTrained(let path):
      "\(path): holds a trained model already; choose another folder"
    case .otherRun(let path): "\(path): holds a run with other settings, images or labels"
    case .interrupted(let step, let path):
      "interrupted after step \(step); \(path) holds a checkpoint to go on from"
    }
  }

  public var errorDescription: String? { description }
}
