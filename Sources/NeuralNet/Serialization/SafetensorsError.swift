import Basics

/// Why a safetensors file could not be used; every case names the file.
public enum SafetensorsError: FileError, Hashable, Sendable {
  /// The header is not the JSON the format asks for, or contradicts the file.
  case malformed(path: String, reason: String)
  case truncated(path: String, expectedBytes: Int, actualBytes: Int)
  case unsupportedType(path: String, name: String, type: String)
  case missingTensor(path: String, name: String)
  case unexpectedTensor(path: String, name: String)
  case wrongShape(path: String, name: String, expected: [Int], actual: [Int])
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
      "cut short: \(expected) bytes expected, \(actual) found; copy the file again or train anew"
    case .unsupportedType(_, let name, let type):
      "tensor \(name) has type \(type), only F32 is supported"
    case .missingTensor(_, let name):
      "tensor \(name) is missing: the file belongs to another network"
    case .unexpectedTensor(_, let name):
      "tensor \(name) has no place in this network: the file belongs to another one"
    case .wrongShape(_, let name, let expected, let actual):
      "tensor \(name) has shape \(actual), this network needs \(expected)"
    case .notFinite(_, let name): "tensor \(name) holds values that are not finite"
    }
  }
}
