import Foundation

/// What is wrong with a configuration.
public enum ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible, LocalizedError {
  case invalidValue(key: String, value: String, requirement: String)
  case unknownKey(path: String, key: String, known: [String])
  case notYAML(path: String, reason: String)
  case wrongType(path: String, key: String, reason: String)

  public var description: String {
    switch self {
    case .invalidValue(let key, let value, let requirement): "\(key) is \(value); it must be \(requirement)"
    case .unknownKey(let path, let key, let known):
      "\(path): there is no setting \(key); known here: \(known.joined(separator: ", "))"
    case .notYAML(let path, let reason): "\(path): not valid YAML: \(reason)"
    case .wrongType(let path, let key, let reason): "\(path): setting \(key): \(reason)"
    }
  }

  public var errorDescription: String? { description }
}
