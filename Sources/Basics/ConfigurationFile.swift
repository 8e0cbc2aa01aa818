import Foundation
import Yams

/// Reads and writes configurations as YAML.
///
/// A file names only the settings that differ from the defaults. A key that the defaults do not have is an error.
package enum ConfigurationFile {
  /// The settings in `text`; those that it does not name come from `defaults`.
  /// - Parameters:
  ///   - path: the path of the file, which errors name.
  ///   - renamed: the current key for each key of earlier versions, such as `loss.radius`.
  /// - Throws: ``ConfigurationError``.
  package static func decode<Value: Codable>(
    _ text: String, over defaults: Value, path: String, renamed: [String: String] = [:]
  ) throws -> Value {
    let base = try NodeEncoder.encode(defaults)
    guard let changes = try YAMLDocument.compose(text, path: path) else { return defaults }
    let (current, earlier) = try rename(changes, renamed, base: base, path: path)
    let merged = try merge(current, over: base, path: path, key: "")
    do {
      return try YAMLDecoder().decode(Value.self, from: merged)
    } catch let error as DecodingError {
      throw wrongType(error, path: path, earlier: earlier)
    } catch let error as ConfigurationError {
      throw error
    } catch {
      throw ConfigurationError.notYAML(path: path, reason: "\(error)")
    }
  }

  /// The whole configuration as YAML.
  package static func encode(_ value: some Encodable) throws -> String {
    try Yams.serialize(node: NodeEncoder.encode(value))
  }

  /// The names below `key` in `text`, such as the method below `method`. Empty where `text` has no such key.
  /// - Throws: ``ConfigurationError/notYAML(path:reason:)``.
  package static func names(below key: String, in text: String, path: String) throws -> [String] {
    let root = try YAMLDocument.compose(text, path: path)
    return root?.mapping?[key]?.mapping?.keys.compactMap(\.string) ?? []
  }

  /// Replaces the keys of earlier versions in `changes` by the current keys.
  /// - Returns: the changes, and for each replaced key the earlier key by its current key.
  private static func rename(
    _ changes: Node, _ names: [String: String], base: Node, path: String
  ) throws -> (changes: Node, earlier: [String: String]) {
    guard var root = changes.mapping else { return (changes, [:]) }
    var earlier: [String: String] = [:]
    for (old, new) in names.sorted(by: { $0.key < $1.key }) {
      let (from, to) = (old.split(separator: ".").map(String.init), new.split(separator: ".").map(String.init))
      guard let value = remove(from[...], from: &root) else { continue }
      insert(value, at: to[...], into: &root)
      earlier[new] = old
    }
    let groups = Set(names.keys.compactMap { $0.split(separator: ".").first.map(String.init) })
    for group in groups.sorted() where base.mapping?[group] == nil {
      // The group itself is gone, and its renamed keys are taken out: the rest was never a setting.
      guard let rest = root[group] else { continue }
      let known = names.keys.filter { $0.hasPrefix("\(group).") }.map { String($0.dropFirst(group.count + 1)) }.sorted()
      guard let stranger = rest.mapping?.keys.first?.string else {
        throw ConfigurationError.wrongType(
          path: path, key: group, reason: "a list of `name: value` lines is needed here")
      }
      throw ConfigurationError.unknownKey(path: path, key: "\(group).\(stranger)", known: known)
    }
    return (.mapping(root), earlier)
  }

  private static func remove(_ path: ArraySlice<String>, from mapping: inout Node.Mapping) -> Node? {
    guard let name = path.first, let value = mapping[name] else { return nil }
    if path.count == 1 {
      mapping[Node(name)] = nil
      return value
    }
    guard var inner = value.mapping, let found = remove(path.dropFirst(), from: &inner) else { return nil }
    mapping[Node(name)] = inner.isEmpty ? nil : .mapping(inner)
    return found
  }

  private static func insert(_ value: Node, at path: ArraySlice<String>, into mapping: inout Node.Mapping) {
    guard let name = path.first else { return }
    guard path.count > 1 else {
      mapping[Node(name)] = value
      return
    }
    var inner = mapping[name]?.mapping ?? [:]
    insert(value, at: path.dropFirst(), into: &inner)
    mapping[Node(name)] = .mapping(inner)
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

  private static func wrongType(
    _ error: DecodingError, path: String, earlier: [String: String]
  ) -> ConfigurationError {
    let context: DecodingError.Context =
      switch error {
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
        .dataCorrupted(let context):
        context
      @unknown default: .init(codingPath: [], debugDescription: "\(error)")
      }
    let key = context.codingPath.map(\.stringValue).joined(separator: ".")
    return .wrongType(path: path, key: earlier[key] ?? key, reason: context.debugDescription)
  }
}
