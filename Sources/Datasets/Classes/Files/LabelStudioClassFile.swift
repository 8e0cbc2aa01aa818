import Foundation
import Imaging

/// The labelling configuration of Label Studio, and the tasks that it exports.
enum LabelStudioClassFile: ClassFileFormat {
  static let words = "the labelling configuration of Label Studio (<Label value=\"road\" background=\"#804080\"/>)"

  static func read(_ text: String, path: String) throws -> ListedClasses? {
    guard text.first(where: { !$0.isWhitespace }) == "<", text.contains("<Label ") else { return nil }
    // A configuration may name the same labels once more for other tools than the brush.
    let parts = ["BrushLabels", "PolygonLabels"].compactMap { tag in
      text.range(of: "<\(tag)[\\s>][\\s\\S]*?</\(tag)>", options: .regularExpression).map { String(text[$0]) }
    }
    var entries: [ListedClasses.Entry] = []
    for tag in matches("<Label\\s[^>]*>", in: parts.first ?? text) {
      guard let name = attribute("value", of: tag), !entries.contains(where: { $0.name == name }) else { continue }
      entries.append(.init(name: name, colour: attribute("background", of: tag).flatMap(ColourText.colour)))
    }
    return entries.isEmpty ? nil : ListedClasses(entries).withoutSharedColours
  }

  /// The labels that exported tasks have, in the order of their first use; nil for other lists.
  static func classes(ofTasks tasks: [Any]) -> ListedClasses? {
    var names: [String] = []
    for task in tasks {
      guard let annotations = (task as? [String: Any])?["annotations"] as? [[String: Any]] else { return nil }
      for result in annotations.flatMap({ $0["result"] as? [[String: Any]] ?? [] }) {
        let value = result["value"] as? [String: Any]
        let used = (value?["brushlabels"] ?? value?["polygonlabels"]) as? [String] ?? []
        for name in used where !names.contains(name) { names.append(name) }
      }
    }
    return names.isEmpty ? nil : ListedClasses(names.map { .init(name: $0) })
  }

  private static func attribute(_ name: String, of tag: String) -> String? {
    let found = matches("\\s\(name)\\s*=\\s*(\"[^\"]*\"|'[^']*')", in: tag).first
    return found.map { text in
      let value = text.drop { $0 != "\"" && $0 != "'" }.dropFirst().dropLast()
      return [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")].reduce(String(value)) {
        $0.replacingOccurrences(of: $1.0, with: $1.1)
      }
    }
  }

  private static func matches(_ pattern: String, in text: String) -> [String] {
    guard let expression = try? NSRegularExpression(pattern: pattern) else { return [] }
    return expression.matches(in: text, range: NSRange(text.startIndex..., in: text)).compactMap { match in
      Range(match.range, in: text).map { String(text[$0]) }
    }
  }
}
