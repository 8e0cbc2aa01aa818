import Foundation

/// What is wrong with a YAML file of settings or classes.
public enum ConfigurationError: FileError, Hashable, Sendable {
  case unknownKey(path: String, key: String, known: [String])
  case notYAML(path: String, reason: String)
  case wrongType(path: String, key: String, reason: String)

  public var path: String {
    switch self {
    case .unknownKey(let path, _, _), .notYAML(let path, _), .wrongType(let path, _, _): path
    }
  }

  public var reason: String {
    switch self {
    case .unknownKey(_, let key, let known): "there is no setting \(key); known here: \(known.joined(separator: ", "))"
    case .notYAML(_, let reason): "not valid YAML: \(reason)"
    case .wrongType(_, let key, let reason): "setting \(key): \(reason)"
    }
  }
}
