import Foundation

/// Why a safetensors file could not be used; every case names the file.
public enum SafetensorsError: Error, Hashable, Sendable, CustomStringConvertible, LocalizedError {
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
  /// The header is not the JSON the format asks for, or contradicts the file.
  case malformed(path: String, reason: String)
  case truncated(path: String, expectedBytes: Int, actualBytes: Int)
  case unsupportedType(path: String, name: String, type: String)
  case missingTensor(path: String, name: String)
  case unexpectedTensor(path: String, name: String)
  case wrongShape(path: String, name: String, expected: [Int], actual: [Int])
  case notFinite(path: String, name: String)

  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .unwritable(let path, let reason): "\(path): cannot be written: \(reason)"
    case .malformed(let path, let reason): "\(path): not a safetensors file: \(reason)"
    case .truncated(let path, let expected, let actual):
      "\(path): cut short: \(expected) bytes expected, \(actual) found; copy the file again or train anew"
    case .unsupportedType(let path, let name, let type):
      "\(path): tensor \(name) has type \(type), only F32 is supported"
    case .missingTensor(let path, let name):
      "\(path): tensor \(name) is missing: the file belongs to another network"
    case .unexpectedTensor(let path, let name):
      "\(path): tensor \(name) has no place in this network: the file belongs to another one"
    case .wrongShape(let path, let name, let expected, let actual):
      "\(path): tensor \(name) has shape \(actual), this network needs \(expected)"
    case .notFinite(let path, let name): "\(path): tensor \(name) holds values that are not finite"
    }
  }

  public var errorDescription: String? { description }
}
