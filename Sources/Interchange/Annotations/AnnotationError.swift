import Basics

/// Why masks cannot be written as annotations.
public enum AnnotationError: FileError, Hashable {
  /// A mask holds a value that no class has.
  case unknownValue(path: String, value: UInt16)
  /// A class is wanted by a name that no class has.
  case unknownThing(path: String, name: String, known: [String])
  /// The format cannot hold the name of a class.
  case unfitName(path: String, name: String, reason: String)
  /// The format cannot hold so many segments of one image.
  case tooManySegments(path: String, count: Int, limit: Int)

  public var path: String {
    switch self {
    case .unknownValue(let path, _), .unknownThing(let path, _, _), .unfitName(let path, _, _),
      .tooManySegments(let path, _, _):
      path
    }
  }

  public var reason: String {
    switch self {
    case .unknownValue(_, let value):
      "holds the value \(value), which no class in the folder's names.json or classes.csv has; add the class there, or "
        + "write 255 for no class"
    case .unknownThing(_, let name, let known):
      "the masks have no class \(name); their classes are \(known.joined(separator: ", "))"
    case .unfitName(_, let name, let reason): "the class \(name) cannot be written: \(reason)"
    case .tooManySegments(_, let count, let limit):
      "has \(count) segments, and the format can tell \(limit) apart in one image; merge small regions first, or make "
        + "fewer classes things"
    }
  }
}
