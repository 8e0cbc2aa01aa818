import Foundation

/// What is wrong with a YAML file of settings or classes.
public enum ConfigurationError: FileError, Hashable, Sendable {
  /// A key that no setting has; `known` are the keys at its place.
  case unknownKey(path: String, key: String, known: [String])
  /// The file is no YAML, or no mapping of keys to values.
  case notYAML(path: String, reason: String)
  /// The value of a key has another type than its setting.
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
