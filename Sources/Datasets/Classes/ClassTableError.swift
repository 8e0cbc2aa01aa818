import Basics

/// Why labels cannot be understood.
public enum ClassTableError: FileError, Hashable {
  case classCount(path: String, count: Int)
  case ambiguous(path: String, what: String)
  case unknownValue(path: String, value: UInt16, x: Int, y: Int)
  case unknownColour(path: String, colour: String, x: Int, y: Int)

  public var path: String {
    switch self {
    case .classCount(let path, _), .ambiguous(let path, _), .unknownValue(let path, _, _, _),
      .unknownColour(let path, _, _, _):
      path
    }
  }

  public var reason: String {
    switch self {
    case .classCount(_, let count): "has \(count) classes; 1 to 254 are possible"
    case .ambiguous(_, let what): "\(what) stands for two things; each may be listed once"
    case .unknownValue(_, let value, let x, let y):
      "the value \(value) at column \(x), row \(y) belongs to no class; add it to a class or to what is ignored"
    case .unknownColour(_, let colour, let x, let y):
      "the colour \(colour) at column \(x), row \(y) belongs to no class; add it to a class or to what is ignored, or "
        + "let it stand for the nearest colour if compression has damaged the labels"
    }
  }
}
