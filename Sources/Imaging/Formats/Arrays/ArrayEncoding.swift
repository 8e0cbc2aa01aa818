import Basics
import Foundation

/// A file of one array of `Float` numbers of shape [height, width, bands], for programs that compute with it.
public struct ArrayEncoding: Hashable, Sendable {
  /// The kind of file.
  public enum Container: String, Hashable, Sendable {
    /// The format of `numpy.save`.
    case npy
    /// A safetensors file with the tensor `probabilities`.
    case safetensors
  }

  /// The kind of file.
  public var container: Container
  /// Numbers for each pixel.
  public var bands: Int
  /// Keys and values that a safetensors file keeps.
  public var metadata: [String: String]

  /// A file with so many numbers for each pixel.
  public init(_ container: Container, bands: Int, metadata: [String: String] = [:]) {
    self.container = container
    self.bands = bands
    self.metadata = metadata
  }

  var format: RasterFormat {
    RasterFormat(name: container == .npy ? "NPY" : "safetensors", extensions: [container.rawValue], isLossless: true)
  }

  /// What stands before the numbers. Its length is a multiple of 64, as NumPy asks for.
  func header(width: Int, height: Int) throws -> [UInt8] {
    switch container {
    case .npy: npyHeader("(\(height), \(width), \(bands))")
    case .safetensors: try safetensorsHeader(shape: [height, width, bands])
    }
  }

  /// Source: numpy.lib.format, version 1.0.
  private func npyHeader(_ shape: String) -> [UInt8] {
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': \(shape), }"
    let length = (10 + text.utf8.count + 1 + 63) / 64 * 64 - 10
    let filled = text + String(repeating: " ", count: length - text.utf8.count - 1) + "\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array(filled.utf8)
  }

  private struct Tensor: Encodable {
    var dtype = "F32"
    let shape: [Int]
    let data_offsets: [Int]
  }

  private struct Header: Encodable {
    let metadata: [String: String]
    let probabilities: Tensor

    enum CodingKeys: String, CodingKey {
      case metadata = "__metadata__"
      case probabilities
    }
  }

  private func safetensorsHeader(shape: [Int]) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let header = Header(
      metadata: metadata, probabilities: Tensor(shape: shape, data_offsets: [0, 4 * shape.reduce(1, *)]))
    var json = [UInt8](try encoder.encode(header))
    json += [UInt8](repeating: 0x20, count: (64 - (8 + json.count) % 64) % 64)
    return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) } + json
  }
}
