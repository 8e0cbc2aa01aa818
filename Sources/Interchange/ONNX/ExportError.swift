import Basics
import Foundation

/// Why a model cannot become an ONNX file.
public enum ExportError: Error, Hashable, Sendable, CustomStringConvertible, LocalizedError {
  /// The pretrained network has another graph for every image size, and no size was given.
  case needsTile(network: String)
  /// The network has another image size than the one that was given.
  case otherTile(Int, needed: Int)
  /// The side of the tile is no size of an image.
  case impossibleTile(Int)
  /// The ground resolution is no size of a pixel.
  case impossibleResolution(Double)
  /// The weights are more than a file of this format can hold.
  case tooLarge(megabytes: Int)
  /// The graph of a part of the model is not known.
  case unknownPart(String)

  public var description: String {
    switch self {
    case .needsTile(let network):
      "the graph of \(network) is made for one image size; choose the side of the tiles"
    case .otherTile(let side, let needed):
      "the network groups images of \(needed) x \(needed) pixels, and takes none of \(side) x \(side); leave the size "
        + "to it"
    case .impossibleTile(let side): "a tile of \(side) x \(side) pixels; the side must be from 1 to 16384 pixels"
    case .impossibleResolution(let resolution):
      "a ground resolution of \(resolution) centimetres a pixel; it must be above 0"
    case .tooLarge(let megabytes):
      "the model has \(megabytes) MB of weights, and an ONNX file holds at most 2000 MB; take a smaller pretrained "
        + "network"
    case .unknownPart(let part):
      "the model has \(part), for which no ONNX graph is known; segment with the model itself"
    }
  }

  public var errorDescription: String? { description }
}
