import Basics

/// Why a table of classes, or a label file read by it, is refused.
public enum ClassTableError: FileError, Hashable {
  /// The table has no class, or more of them than masks can hold.
  case classCount(path: String, count: Int)
  /// Two classes have the same value, colour or name; `what` says which.
  case ambiguous(path: String, what: String)
  /// `fault` is what all labels of the folder suggest.
  case unknownValue(path: String, value: UInt16, x: Int, y: Int, fault: ValueFault? = nil)
  /// A pixel has a colour that no class has. Column and row count from 0.
  case unknownColour(path: String, colour: String, x: Int, y: Int)
  /// A file of classes is of no known kind.
  case unknownFormat(path: String, known: [String])
  /// A line of a file of classes cannot be used; the count is from 1.
  case wrongLine(path: String, line: Int, what: String)
  /// A file has several lists of classes.
  case severalLists(path: String, count: Int)
  /// The lists of classes and colours in a file have different lengths.
  case coloursMissing(path: String, classes: Int, colours: Int)

  public var path: String {
    switch self {
    case .classCount(let path, _), .ambiguous(let path, _), .unknownValue(let path, _, _, _, _),
      .unknownColour(let path, _, _, _), .unknownFormat(let path, _), .wrongLine(let path, _, _),
      .severalLists(let path, _), .coloursMissing(let path, _, _):
      path
    }
  }

  public var reason: String {
    switch self {
    case .classCount(_, let count): "has \(count) classes; 1 to 254 are possible"
    case .ambiguous(_, let what): "\(what) is listed twice; each stands for one class, or is ignored"
    case .unknownValue(_, let value, let x, let y, let fault):
      "the value \(value) at column \(x), row \(y) belongs to no class; "
        + (fault?.remedy ?? "add it to a class or to the ignored values")
    case .unknownColour(_, let colour, let x, let y):
      "the colour \(colour) at column \(x), row \(y) belongs to no class; add it to a class or to the ignored colours, "
        + "or take the nearest colour for it if compression has damaged the labels"
    case .unknownFormat(_, let known):
      "is no file of classes that can be read. These are: YAML (classes: [{name: road, colours: [\"#804080\"]}]); "
        + known.joined(separator: "; ")
    case .wrongLine(_, let line, let what): "line \(line) \(what)"
    case .severalLists(_, let count): "has \(count) different lists of classes; copy one of them to a file of its own"
    case .coloursMissing(_, let classes, let colours):
      "has \(NumberText.count(classes, "class", "classes")), but \(NumberText.count(colours, "colour")); each class needs one"
    }
  }
}

extension ValueFault {
  /// What is wrong and what helps.
  fileprivate var remedy: String {
    switch self {
    case .countedFromOne: "it follows the last class, so the labels look counted from 1; count their classes from 1"
    case .interpolated:
      "the labels have many rare values between others and look resampled with interpolation; export them again with "
        + "nearest neighbour and without anti-aliasing"
    }
  }
}
