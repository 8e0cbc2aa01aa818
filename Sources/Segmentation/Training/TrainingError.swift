import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

/// Why training cannot begin or go on.
public enum TrainingError: Error, Hashable, Sendable, CustomStringConvertible, LocalizedError {
  case noImages(failures: [String])
  case lossNotFinite(step: Int, learningRate: Float)
  case checkpointMismatch(path: String, reason: String)
  case nothingToResume(path: String)
  case alreadyTrained(path: String)
  case metricsMalformed(path: String, line: Int, reason: String)
  case interrupted(step: Int, path: String)

  public var description: String {
    switch self {
    case .noImages(let failures):
      failures.isEmpty
        ? "no images to train on: give a folder with PNG or JPEG files in it"
        : "none of the images can be used:\n" + failures.prefix(10).joined(separator: "\n")
          + (failures.count > 10 ? "\nand \(failures.count - 10) more" : "")
    case .lossNotFinite(let step, let rate):
      "the loss is not finite at step \(step); lower optimization.learningRate (now \(rate)) or set "
        + "optimization.gradientClipping and train anew"
    case .checkpointMismatch(let path, let reason): "\(path): \(reason)"
    case .nothingToResume(let path): "\(path): holds no checkpoint to resume from; leave out --resume to begin anew"
    case .alreadyTrained(let path):
      "\(path): holds a trained model already; choose another --output, or add --resume or --overwrite"
    case .metricsMalformed(let path, let line, let reason):
      "\(path): line \(line) \(reason)"
    case .interrupted(let step, let path):
      "interrupted after step \(step); \(path) holds a checkpoint: the same command with --resume goes on from it"
    }
  }

  public var errorDescription: String? { description }
}
