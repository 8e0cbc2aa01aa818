import Basics
import Foundation
import Imaging

/// Masks of one class each, as some tools export them: which files belong to one image, and which class each of them shows.
///
/// Either the first folder of a path is the class (`road/a.png`, `car/a.png`), or the files are those that Label Studio calls
/// "Brush labels to PNG" (`task-3-annotation-7-by-1-tag-road-0.png`).
public struct ClassMasks: Sendable {
  /// The masks of one image.
  public struct Scene: Sendable {
    /// The relative path of the image, without extension.
    public let name: String
    /// The masks, each with the place of its class in ``ClassMasks/classes``, in that order.
    public let masks: [(item: ImageFolder.Item, index: Int)]
  }

  /// The names of the classes, in alphabetical order.
  public let classes: [String]
  /// The images, in the order of their names.
  public let scenes: [Scene]

  /// - Parameters:
  ///   - path: what the user calls the folder, for errors.
  ///   - tasks: the names of the images of Label Studio's tasks; nil to name a label after its task, such as `task-3`.
  /// - Throws: ``ClassMasksError``.
  public init(_ folder: ImageFolder, path: String, tasks: LabelStudioTasks? = nil) throws {
    let exported = folder.items.compactMap(LabelStudioMask.init)
    var parts: [(scene: String, name: String, item: ImageFolder.Item)]
    if exported.count == folder.items.count {
      for (task, masks) in Dictionary(grouping: exported, by: \.task).sorted(by: { $0.key < $1.key }) {
        let annotations = Set(masks.map(\.annotation))
        if annotations.count > 1 {
          throw ClassMasksError.severalAnnotations(path: path, task: task, annotations: annotations.sorted())
        }
      }
      try tasks?.checkStems(of: Set(exported.map(\.task)))
      parts = try exported.map { mask in
        (try tasks.map { try $0.stem(of: mask.task) } ?? "task-\(mask.task)", mask.name, mask.item)
      }
    } else {
      parts = folder.items.compactMap { item in
        guard let slash = item.stem.firstIndex(of: "/") else { return nil }
        return (String(item.stem[item.stem.index(after: slash)...]), String(item.stem[..<slash]), item)
      }
      guard parts.count == folder.items.count else {
        let stray = folder.items.first { !$0.stem.contains("/") }
        throw ClassMasksError.noClass(path: path, example: stray?.relativePath ?? "")
      }
    }
    let classes = Set(parts.map(\.name)).sorted()
    guard classes.count < 254 else { throw ClassMasksError.tooManyClasses(path: path, count: classes.count) }
    self.classes = classes
    let places = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($0.element, $0.offset) })
    scenes = Dictionary(grouping: parts, by: \.scene).sorted { $0.key < $1.key }.map { name, parts in
      let masks = parts.map { (item: $0.item, index: places[$0.name] ?? 0) }
      return Scene(
        name: name, masks: masks.sorted { ($0.index, $0.item.relativePath) < ($1.index, $1.item.relativePath) })
    }
  }

  /// The classes of the joined labels: 0 for pixels of no mask, and from 1 in the order of ``classes``.
  /// - Throws: ``ClassTableError``, never for names found by ``init(_:path:tasks:)``.
  public func table() throws -> ClassTable {
    let rest = classes.contains("background") ? "rest" : "background"
    return try ClassTable(
      classes: ([rest] + classes).enumerated().map { NamedClass(name: $1, values: [UInt16($0)]) })
  }
}

/// The parts of the name of a mask that Label Studio exports.
private struct LabelStudioMask {
  let task: Int
  let annotation: Int
  let name: String
  let item: ImageFolder.Item

  /// Nil for other names. The user's name holds no hyphen, and the name of the brush is taken to hold none.
  init?(_ item: ImageFolder.Item) {
    let file = item.stem.split(separator: "/").last ?? ""
    let pattern = /task-(\d+)-annotation-(\d+)-by-[^-]*-[^-]+-(.+)-\d+/
    guard let match = file.wholeMatch(of: pattern), let task = Int(match.1), let annotation = Int(match.2) else {
      return nil
    }
    (self.task, self.annotation, name, self.item) = (task, annotation, String(match.3), item)
  }
}

/// Why masks of one class each cannot be joined.
public enum ClassMasksError: FileError, Hashable {
  /// A file lies in no folder of a class.
  case noClass(path: String, example: String)
  /// A task of Label Studio has been annotated more than once.
  case severalAnnotations(path: String, task: Int, annotations: [Int])
  /// There are more classes than the values of a label map of 8 bits.
  case tooManyClasses(path: String, count: Int)
  /// The file of tasks has no image for a task, or is no such file.
  case noTasks(path: String, reason: String)

  public var path: String {
    switch self {
    case .noClass(let path, _), .severalAnnotations(let path, _, _), .tooManyClasses(let path, _),
      .noTasks(let path, _):
      path
    }
  }

  public var reason: String {
    switch self {
    case .noClass(_, let example):
      "\(example) does not say which class it shows; masks of one class each lie in a folder of the class's name "
        + "(road/a.png, car/a.png), or have the names that Label Studio gives (task-3-annotation-7-by-1-tag-road-0.png)"
    case .severalAnnotations(_, let task, let annotations):
      "task \(task) has \(annotations.count) annotations (\(annotations.map(String.init).joined(separator: ", "))); "
        + "keep the masks of one of them"
    case .tooManyClasses(_, let count): "has \(count) classes; at most 253 can be joined"
    case .noTasks(_, let reason): reason
    }
  }
}
