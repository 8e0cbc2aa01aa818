import Basics
import Foundation

/// A file of pretrained weights that cannot be used as a ``Backbone``.
public struct BackboneError: FileError, Hashable, Sendable {
  public let path: String
  public let reason: String

  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}

/// Reads pretrained networks. The names and shapes of the tensors tell the family.
public enum BackboneFile {
  /// The first bytes of files in which PyTorch pickles weights: those of an archive and those of a bare pickle.
  private static let pickled: [[UInt8]] = [[0x50, 0x4B, 0x03, 0x04], [0x80, 0x02]]

  /// The network of the weights in a safetensors file.
  /// - Returns: the network, and the normalisation that the file names or that the family has.
  /// - Throws: ``BackboneError``, `SafetensorsError`, `FileAccessError`.
  public static func read(_ path: String) throws -> (backbone: any Backbone, normalization: BackboneNormalization) {
    let bytes = try TextFile.bytes(of: URL(filePath: path), mapped: true)
    if pickled.contains(where: { bytes.starts(with: $0) }) {
      throw BackboneError(
        path: path,
        reason: "its weights are pickled, and a pickle can run any program when it is read; in Python, load it with "
          + "torch.load(file, weights_only=True), and write the weights with safetensors.torch.save_file")
    }
    let file = try SafetensorsFile(bytes, path: path, skipsWholeNumbers: true)
    let backbone = try make(BackboneWeights(file, path: path))
    let own = try normalization(in: file.metadata, bands: backbone.bands, path: path)
    return (backbone, own ?? backbone.usualNormalization)
  }

  private static func make(_ weights: BackboneWeights) throws -> any Backbone {
    if let network = try VisionTransformer(weights) { return network }
    let first = weights.names.sorted().prefix(4).joined(separator: ", ")
    throw BackboneError(
      path: weights.path,
      reason: "its tensors are those of no network that is known here; they begin with \(first)")
  }

  /// The metadata `mean` and `std`: numbers with commas between, in brackets or without.
  private static func normalization(
    in metadata: [String: String], bands: Int, path: String
  ) throws -> BackboneNormalization? {
    func numbers(_ key: String) throws -> [Float]? {
      guard let text = metadata[key] else { return nil }
      let values = text.split { " ,[]()".contains($0) }.map { Float($0) }
      guard values.count == 1 || values.count == bands, let numbers = values as? [Float],
        numbers.allSatisfy(\.isFinite)
      else {
        throw BackboneError(path: path, reason: "its \(key) \(text) is not one number for each of \(bands) bands")
      }
      return numbers
    }
    guard let mean = try numbers("mean"), let deviation = try numbers("std") else { return nil }
    guard deviation.allSatisfy({ $0 > 0 }) else {
      throw BackboneError(path: path, reason: "its std \(deviation) is not above 0")
    }
    return BackboneNormalization(mean: mean, deviation: deviation)
  }
}
