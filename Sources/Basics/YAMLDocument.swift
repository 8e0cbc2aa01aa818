import Foundation
import Yams

/// Reads YAML files that may be damaged or hostile.
package enum YAMLDocument {
  /// The most bytes that a file may have.
  package static let maxCharacters = 1 << 20
  /// The most values that a file may hold, each alias counted as the values it stands for.
  package static let maxValues = 100_000

  /// The document in `text`; nil when it is empty.
  ///
  /// Ten short lines of nested aliases can stand for more values than any memory holds, so the values are limited.
  /// - Parameter path: the path of the file, which errors name.
  /// - Throws: ``ConfigurationError/notYAML(path:reason:)``.
  package static func compose(_ text: String, path: String) throws -> Node? {
    func notYAML(_ reason: String) -> ConfigurationError { .notYAML(path: path, reason: reason) }
    guard text.utf8.count <= maxCharacters else {
      throw notYAML("\(text.utf8.count) bytes are too many; a file of settings has at most \(maxCharacters)")
    }
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch {
      throw notYAML("\(error)")
    }
    var values = 0
    if let root, !count(root, into: &values) {
      throw notYAML("its aliases stand for more than \(maxValues) values; write them out")
    }
    return root
  }

  /// - Returns: false as soon as there are too many.
  private static func count(_ node: Node, into values: inout Int) -> Bool {
    values += 1
    guard values <= maxValues else { return false }
    switch node {
    case .mapping(let mapping):
      for (key, value) in mapping where !(count(key, into: &values) && count(value, into: &values)) { return false }
    case .sequence(let sequence):
      for value in sequence where !count(value, into: &values) { return false }
    default: break
    }
    return true
  }
}
