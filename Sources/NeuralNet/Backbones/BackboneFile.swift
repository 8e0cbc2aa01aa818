import Basics
import Foundation

/// A file of pretrained weights that cannot be used as a ``Backbone``.
public struct BackboneError: FileError, Hashable, Sendable {
  public let path: String
  public let reason: String

  /// An error for the file at the path.
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}

/// A file of pretrained weights. The names and shapes of its tensors tell the network.
public struct BackboneFile: Sendable {
  /// The network.
  public let backbone: any Backbone
  /// The one that the file names, or else the usual one of the network.
  public let normalization: BackboneNormalization
  /// What tells the file from others: a `Fingerprint` of its bytes, eight at a time.
  public let fingerprint: String

  /// The first bytes of files in which PyTorch pickles weights: those of an archive and those of a bare pickle.
  private static let pickled: [[UInt8]] = [[0x50, 0x4B, 0x03, 0x04], [0x80, 0x02]]

  /// Reads a file in the safetensors format.
  /// - Throws: ``BackboneError``, `SafetensorsError`, `FileAccessError`.
  public init(contentsOf path: String) throws {
    let bytes = try TextFile.bytes(of: URL(filePath: path), mapped: true)
    if Self.pickled.contains(where: { bytes.starts(with: $0) }) {
      throw BackboneError(
        path: path,
        reason: "its weights are pickled, and a pickle can run any program when it is read; in Python, load it with "
          + "torch.load(file, weights_only=True), and write the weights with safetensors.torch.save_file")
    }
    let file = try SafetensorsFile(bytes, path: path, skipsWholeNumbers: true)
    backbone = try Self.make(BackboneWeights(file, path: path))
    normalization =
      try Self.normalization(in: file.metadata, bands: backbone.bands, path: path) ?? backbone.usualNormalization
    fingerprint = Self.fingerprint(of: bytes)
  }

  private static func fingerprint(of bytes: Data) -> String {
    var fingerprint = Fingerprint()
    bytes.withUnsafeBytes { bytes in
      let words = bytes.count / 8
      for index in 0..<words {
        fingerprint.add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)))
      }
      for byte in bytes[(8 * words)...] { fingerprint.add(UInt64(byte)) }
    }
    return fingerprint.text
  }

  private static func make(_ weights: BackboneWeights) throws -> any Backbone {
    if let network = try ResNet(weights) { return network }
    if let network = try EfficientNetLite(weights) { return network }
    if let network = try VisionTransformer(weights) { return network }
    let first = weights.names.sorted().prefix(4).joined(separator: ", ")
    throw BackboneError(
      path: weights.path,
      reason: "its tensors, which begin with \(first), are those of no network that is known here; known are vision "
        + "transformers (blocks.0.attn.qkv.weight, encoder.layer.0.attention.attention.query.weight), ResNets "
        + "(layer1.0.conv1.weight) and EfficientNet-Lites (_conv_stem.weight, conv_stem.weight)")
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
