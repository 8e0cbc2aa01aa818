import Basics
import Foundation
import Imaging

/// A kind of file that lists classes, written by another tool.
protocol ClassFileFormat: Sendable {
  /// What such a file is called, with an example of a line.
  static var words: String { get }

  /// The classes in `text`, whose lines end in `\n`; nil where the text is no file of this kind.
  /// - Throws: ``ClassTableError`` where it is one and cannot be used.
  static func read(_ text: String, path: String) throws -> ListedClasses?
}

/// The classes that a file lists, in its order.
struct ListedClasses: Hashable {
  struct Entry: Hashable {
    var name: String
    var colour: Palette.Colour?
    /// The value in labels of one value a pixel, as far as the file says.
    var value: Int?
  }

  var entries: [Entry]
  /// Values whose pixels are not scored; 255 where the file does not say and no class has it.
  var ignoredValues: [UInt16]?

  init(_ entries: [Entry], ignoredValues: [UInt16]? = nil) {
    self.entries = entries
    self.ignoredValues = ignoredValues
  }

  /// The classes without the colours that several of them have: for files whose colours are those of pictures and not those of
  /// label files.
  var withoutSharedColours: ListedClasses {
    let counts = Dictionary(grouping: entries.compactMap(\.colour)) { $0 }.mapValues(\.count)
    var listed = self
    for index in listed.entries.indices {
      if let colour = listed.entries[index].colour, counts[colour, default: 0] > 1 {
        listed.entries[index].colour = nil
      }
    }
    return listed
  }

  /// Classes without values are numbered from 0 in their order. A value that no label file can hold is left out.
  func table(path: String) throws -> ClassTable {
    let isNumbered = !entries.isEmpty && entries.allSatisfy { $0.value != nil }
    var names: Set<String> = []
    let classes = try entries.enumerated().map { index, entry in
      let name = entry.name.trimmingCharacters(in: .whitespaces)
      guard names.insert(name).inserted else {
        throw ClassTableError.ambiguous(path: path, what: "the class \(name)")
      }
      let value = (isNumbered ? entry.value : index).flatMap(UInt8.init(exactly:))
      return NamedClass(
        name: name, colours: entry.colour.map { [$0] } ?? [], values: value.map { [UInt16($0)] } ?? [])
    }
    let used = Set(classes.flatMap(\.values))
    return try ClassTable(
      classes: classes, ignoredValues: ignoredValues ?? (used.contains(255) ? [] : [255]), path: path)
  }
}

/// Reads files of classes, whatever tool has written them. Their contents tell their kind, and their names do not matter.
package enum ClassFile {
  /// The kinds of files of other tools. The first kind that fits is taken, so the more particular ones come first.
  static let formats: [any ClassFileFormat.Type] = [
    JSONClassFile.self, LabelStudioClassFile.self, PythonClassFile.self, CVATClassFile.self, CSVClassFile.self,
    ColourLinesClassFile.self, NameLinesClassFile.self,
  ]

  /// - Throws: ``ClassTableError``, `ConfigurationError`.
  package static func table(_ text: String, path: String) throws -> ClassTable {
    let text = text.withPlainLineEnds
    if isOwn(text) { return try ClassTable(yaml: text, path: path) }
    for format in formats {
      if let listed = try format.read(text, path: path) { return try listed.table(path: path) }
    }
    // A mistake in a file of the package's own kind is better named than the kinds.
    if ["yaml", "yml"].contains(URL(filePath: path).pathExtension.lowercased()) {
      return try ClassTable(yaml: text, path: path)
    }
    throw ClassTableError.unknownFormat(path: path, known: formats.map { $0.words })
  }

  /// Whether a text is the package's own YAML. It may be written as JSON, with no keys but its own.
  private static func isOwn(_ text: String) -> Bool {
    if let root = JSONClassFile.object(text) as? [String: Any] {
      let own = Set(ClassTable.entryKeys)
      return (root["classes"] as? [[String: Any]])?.allSatisfy { own.isSuperset(of: $0.keys) } ?? false
    }
    let start = text.split(separator: "\n").first { line in
      !line.drop(while: \.isWhitespace).isEmpty && !line.drop(while: \.isWhitespace).hasPrefix("#") && line != "---"
    }
    guard let start = start?.drop(while: { $0.isWhitespace || $0 == "{" }) else { return false }
    return ["classes:", "ignore:"].contains { start.hasPrefix($0) }
  }
}

extension ClassTable {
  /// Reads a table from the package's own YAML, as ``init(yaml:path:)`` does, or from a file of classes of another tool:
  /// CVAT, Roboflow, labelme, mmsegmentation, Label Studio, COCO, Supervisely; a CSV with names and colours; a list of
  /// names.
  /// - Throws: ``ClassTableError``, `ConfigurationError`, `FileAccessError`.
  public init(contentsOf url: URL) throws {
    self = try ClassFile.table(TextFile.read(url), path: url.path)
  }
}

extension String {
  /// The text without a byte order mark, its lines ended by `\n` alone.
  fileprivate var withPlainLineEnds: String {
    var text = self
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    return text.replacingOccurrences(of: "\r\n", with: "\n").replacingOccurrences(of: "\r", with: "\n")
  }
}
