import Basics
import Foundation

/// Why images cannot be grouped.
public enum GroupingError: Error, Hashable, Sendable, CustomStringConvertible, LocalizedError {
  /// The model tells pixels apart, and not whole images.
  case segmentsPixels
  /// The settings are of a network that tells pixels apart.
  case noImageNetwork
  /// There are fewer usable images than clusters.
  case tooFewImages(Int, clusters: Int)

  public var description: String {
    switch self {
    case .segmentsPixels:
      "the model tells pixels apart and not whole images; segment images with it, or group with a model that was trained "
        + "for that"
    case .noImageNetwork:
      "the last stage of network.trunk is neither average nor flatten, so that the network tells pixels apart and not "
        + "whole images"
    case .tooFewImages(let count, let clusters):
      "\(NumberText.count(count, "usable image")) cannot be grouped into \(clusters) clusters; give more images or fewer "
        + "classes"
    }
  }

  public var errorDescription: String? { description }
}
