import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation

extension ONNXExport {
  /// Side of the tiles that programs are told to cut images into, where the model takes any size.
  private static let usualTile = 512

  /// The share of a tile that neighbouring tiles see too, in percent: so much that no pixel is decided by what lies at a tile's
  /// border, but at most half.
  public var overlap: Int {
    guard let segmenter else { return 0 }
    let geometry = segmenter.geometry
    guard geometry.allowsTiles else { return 50 }
    let margin = Float(geometry.reach + geometry.reduction) / model.input.scale
    return min(50, Int((200 * margin / Float(tile ?? Self.usualTile)).rounded(.up)))
  }

  /// What the file says beside its graph. The keys without `tessera` before them are those that Deepness reads.
  func metadata(classes: Int) throws -> [(key: String, value: String)] {
    let channels = model.input.channels
    var entries: [(key: String, value: String)] = []
    if !model.groupsImages {
      entries += [("model_type", "\"Segmentor\""), ("tile_size", "\(tile ?? Self.usualTile)")]
      entries += [("tiles_overlap", "\(overlap)"), ("seg_thresh", "0.0"), ("seg_small_segment", "0")]
    }
    entries.append(("class_names", try Self.json(naming.classes.map(\.name))))
    entries.append(
      (
        "class_colours",
        try Self.json(naming.classes.enumerated().map { $1.colour(number: $0).hexString })
      ))
    if let resolution { entries.append(("resolution", "\(resolution)")) }
    // The graph normalises values itself.
    entries += [
      ("standardization_mean", "\([Double](repeating: 0, count: channels))"),
      ("standardization_std", "\([Double](repeating: 1, count: channels))"),
      ("tessera_model", model.fingerprint), ("tessera_method", model.description.method), ("tessera_map", map.name),
      ("tessera_input", inputText),
    ]
    return entries
  }

  /// What the file gives and takes, in a line.
  public var summary: String {
    let size = tile.map { "\($0) x \($0) pixels" } ?? "any size"
    return "probabilities of \(naming.summary) (map \(map.name)) for images of \(size)"
  }

  /// That masks of a segmenter differ; nil where they do not.
  public var smoothingNote: String? {
    let radius = model.description.segmentation.smoothingRadius
    guard !model.groupsImages, radius > 0 else { return nil }
    return "the file does not smooth masks along the edges of images, as the model's segmenter does within \(radius) "
      + "pixels"
  }

  /// What the values of the input are.
  public var inputText: String {
    let values =
      switch sample {
      case .uint8: "bytes divided by 255"
      case .uint16: "whole numbers of 16 bits divided by 65535"
      case .float32: "samples as they are"
      }
    return "\(model.input.channels) channels, \(values)"
  }

  /// Texts by their places, as a JSON object in that order.
  private static func json(_ texts: [String]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    let members = try texts.enumerated().map { place, text in
      "\"\(place)\": \(String(decoding: try encoder.encode(text), as: UTF8.self))"
    }
    return "{\(members.joined(separator: ", "))}"
  }
}
