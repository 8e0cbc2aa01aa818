import Basics
import Foundation

/// Why segmenting cannot begin.
public enum SegmentationError: Error, Hashable, Sendable, CustomStringConvertible, LocalizedError {
  /// The model has no map of this name; `known` are those it has.
  case mapMissing(String, known: [String])
  /// The model tells whole images apart, and no pixels.
  case groupsImages
  /// An image has fewer bands than the model needs.
  case channelsMissing(path: String, channels: Int, needed: Int)

  public var description: String {
    switch self {
    case .mapMissing(let name, let known):
      "The model has no map \(name). It has \(known.joined(separator: ", "))."
    case .groupsImages:
      "the model groups whole images and tells no pixels apart; group images with it, or segment with a model that was "
        + "trained for that"
    case .channelsMissing(let path, let channels, let needed):
      "\(path): has \(NumberText.count(channels, "channel")), the model was trained on \(needed); give images of the same kind"
    }
  }

  public var errorDescription: String? { description }
}
