import Basics

/// A safetensors file could not be used. Each case names the file.
public enum SafetensorsError: FileError, Hashable, Sendable {
  /// The header is not the JSON that the format asks for, or it contradicts the file.
  case malformed(path: String, reason: String)
  /// The file ends before its tensors do.
  case truncated(path: String, expectedBytes: Int, actualBytes: Int)
  /// A tensor has numbers of a type that is not read.
  case unsupportedType(path: String, name: String, type: String)
  /// A tensor that is needed is not in the file.
  case missingTensor(path: String, name: String)
  /// The file has a tensor that the network does not know.
  case unexpectedTensor(path: String, name: String)
  /// A tensor has another shape than the network's.
  case wrongShape(path: String, name: String, expected: [Int], actual: [Int])
  /// A tensor holds an infinite value, or one that is not a number.
  case notFinite(path: String, name: String)

  public var path: String {
    switch self {
    case .malformed(let path, _), .truncated(let path, _, _), .unsupportedType(let path, _, _),
      .missingTensor(let path, _),
      .unexpectedTensor(let path, _), .wrongShape(let path, _, _, _), .notFinite(let path, _):
      path
    }
  }

  public var reason: String {
    switch self {
    case .malformed(_, let reason): "not a safetensors file: \(reason)"
    case .truncated(_, let expected, let actual):
      "the file is cut short: it has \(actual) bytes of \(expected); copy it again, or train again"
    case .unsupportedType(_, let name, let type):
      "tensor \(name) has type \(type), which is not read; convert it to F32"
    case .missingTensor(_, let name):
      "tensor \(name) is missing; use the file of this network"
    case .unexpectedTensor(_, let name):
      "tensor \(name) is not part of this network; use the file of this network"
    case .wrongShape(_, let name, let expected, let actual):
      "tensor \(name) has shape \(actual), but this network needs \(expected); use the file of this network"
    case .notFinite(_, let name): "tensor \(name) holds values that are not finite"
    }
  }
}
