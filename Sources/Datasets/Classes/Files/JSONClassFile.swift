import Foundation
import Imaging

/// JSON: `categories` of COCO, `classes` of Supervisely's `meta.json`, `labels` of Mapillary, a list of classes as of Hasty,
/// numbers and names as in `id2label` of Hugging Face, and exports of Label Studio.
enum JSONClassFile: ClassFileFormat {
  static let words = """
    JSON of COCO, Supervisely or Label Studio ({"categories": [{"id": 1, "name": "road", "color": [128, 64, 128]}]})
    """

  private static let lists = ["categories", "classes", "labels"]
  private static let names = ["name", "title", "class_name", "label", "class"]
  private static let colours = ["color", "colour", "rgb", "hex", "background"]
  private static let values = ["id", "png_index", "pixel_value", "value", "index"]

  /// The value of a JSON text; nil where it is none.
  static func object(_ text: String) -> Any? {
    guard let first = text.first(where: { !$0.isWhitespace }), first == "{" || first == "[" else { return nil }
    return try? JSONSerialization.jsonObject(with: Data(text.utf8))
  }

  static func read(_ text: String, path: String) throws -> ListedClasses? {
    guard let root = object(text) else { return nil }
    if let list = root as? [Any] { return classes(list) ?? LabelStudioClassFile.classes(ofTasks: list) }
    guard let mapping = root as? [String: Any] else { return nil }
    for key in lists {
      if let found = (mapping[key] as? [Any]).flatMap(classes) { return found }
    }
    for key in ["label_config", "label_config_line"] {
      if let xml = mapping[key] as? String { return try LabelStudioClassFile.read(xml, path: path) }
    }
    return numbered(mapping["id2label"] as? [String: Any] ?? mapping)
  }

  /// Nil where an entry has no name.
  private static func classes(_ list: [Any]) -> ListedClasses? {
    if let names = list as? [String], !names.isEmpty { return ListedClasses(names.map { .init(name: $0) }) }
    var entries: [ListedClasses.Entry] = []
    for item in list {
      guard let item = item as? [String: Any],
        let name = names.lazy.compactMap({ item[$0] as? String }).first
      else { return nil }
      // Supervisely's `id` is a number in its database, not a value of pixels.
      let isSupervisely = item["title"] != nil
      entries.append(
        .init(
          name: name, colour: colours.lazy.compactMap { item[$0].flatMap(colour) }.first,
          value: isSupervisely ? nil : values.lazy.compactMap { integer(item[$0]) }.first))
    }
    return entries.isEmpty ? nil : ListedClasses(entries).withoutSharedColours
  }

  /// `{"0": "road"}` or `{"road": 0}`, in the order of the numbers.
  private static func numbered(_ mapping: [String: Any]) -> ListedClasses? {
    let pairs = mapping.compactMap { key, value -> ListedClasses.Entry? in
      if let number = Int(key), let name = value as? String { return .init(name: name, value: number) }
      return integer(value).map { .init(name: key, value: $0) }
    }
    guard !pairs.isEmpty, pairs.count == mapping.count else { return nil }
    return ListedClasses(pairs.sorted { ($0.value ?? 0, $0.name) < ($1.value ?? 0, $1.name) })
  }

  private static func colour(_ value: Any) -> Palette.Colour? {
    if let numbers = value as? [Any] { return ColourText.colour(numbers.prefix(3).map(integer)) }
    return (value as? String).flatMap(ColourText.colour)
  }

  private static func integer(_ value: Any?) -> Int? {
    (value as? NSNumber).flatMap { Int(exactly: $0.doubleValue) }
  }
}
