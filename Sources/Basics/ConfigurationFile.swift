import Foundation
import Yams

/// Reads and writes configurations as YAML.
///
/// A file names only what differs from the defaults it is laid over; a key that the defaults do not have is an error.
public enum ConfigurationFile {
  /// The settings of the file at `path`, laid over `defaults`.
  /// - Throws: ``ConfigurationError``, ``FileAccessError``.
  public static func load<Value: Codable>(_ path: String, over defaults: Value) throws -> Value {
    try decode(TextFile.read(URL(filePath: path)), over: defaults, path: path)
  }

  /// The settings in `text`, laid over `defaults`; `path` is for errors.
  /// - Throws: ``ConfigurationError``, ``FileAccessError``.
  public static func decode<Value: Codable>(_ text: String, over defaults: Value, path: String) throws -> Value {
    let changes = try YAMLDocument.compose(text, path: path)
    guard let base = try Yams.compose(yaml: encode(defaults)) else { return defaults }
    let merged = try changes.map { try merge($0, over: base, path: path, key: "") } ?? base
    do {
      return try YAMLDecoder().decode(Value.self, from: Yams.serialize(node: merged))
    } catch let error as DecodingError {
      throw wrongType(error, path: path)
    } catch let error as ConfigurationError {
      throw error
    } catch {
      throw ConfigurationError.notYAML(path: path, reason: "\(error)")
    }
  }

  /// The whole configuration as YAML.
  public static func encode(_ value: some Encodable) throws -> String {
    let text = try YAMLEncoder().encode(value)
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: ".inf", negativeInfinity: "-.inf", nan: ".nan")
    let exact = try JSONSerialization.jsonObject(with: encoder.encode(value), options: .fragmentsAllowed)
    return try Yams.compose(yaml: text).map { try Yams.serialize(node: withExactNumbers($0, of: exact)) } ?? text
  }

  /// The numbers of `node` as JSON writes them: Yams rounds to 15 and 7 digits, too few to read the same value back.
  private static func withExactNumbers(_ node: Node, of value: Any?) -> Node {
    switch node {
    case .mapping(var mapping):
      let values = value as? [String: Any]
      for (key, child) in mapping { mapping[key] = withExactNumbers(child, of: key.string.flatMap { values?[$0] }) }
      return .mapping(mapping)
    case .sequence(var sequence):
      for (index, element) in zip(sequence.indices, value as? [Any] ?? []) {
        sequence[index] = withExactNumbers(sequence[index], of: element)
      }
      return .sequence(sequence)
    case .scalar(var scalar):
      guard node.tag.description == Tag.Name.float.rawValue, let number = value as? Double else { return node }
      scalar.string = "\(number)"
      return .scalar(scalar)
    default: return node
    }
  }

  private static func merge(_ changes: Node, over base: Node, path: String, key: String) throws -> Node {
    guard case .mapping(var result) = base else { return changes }
    guard case .mapping(let mapping) = changes else {
      throw ConfigurationError.wrongType(
        path: path, key: key.isEmpty ? "(the whole file)" : key, reason: "a list of `name: value` lines is needed here")
    }
    for (name, value) in mapping {
      let full = key.isEmpty ? name.string ?? "" : "\(key).\(name.string ?? "")"
      guard let old = result[name] else {
        throw ConfigurationError.unknownKey(path: path, key: full, known: result.keys.compactMap(\.string))
      }
      result[name] = try merge(value, over: old, path: path, key: full)
    }
    return .mapping(result)
  }

  private static func wrongType(_ error: DecodingError, path: String) -> ConfigurationError {
    let context: DecodingError.Context =
      switch error {
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
        .dataCorrupted(let context):
        context
      @unknown default: .init(codingPath: [], debugDescription: "\(error)")
      }
    return .wrongType(
      path: path, key: context.codingPath.map(\.stringValue).joined(separator: "."), reason: context.debugDescription)
  }
}
