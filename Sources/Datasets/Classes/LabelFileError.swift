import Basics

/// Why a file is refused as a label.
public enum LabelFileError: FileError, Hashable {
  /// The pixels are far from the colours of all classes. `share` of them, 0...1, lie near such a colour.
  case photographOfColours(path: String, share: Double)
  /// Nearly every pixel has a value of its own; `values` counts the different values.
  case photographOfValues(path: String, values: Int)
  /// The file is given as its own label.
  case isItsOwnMask(path: String)

  public var path: String {
    switch self {
    case .photographOfColours(let path, _), .photographOfValues(let path, _), .isItsOwnMask(let path): path
    }
  }

  public var reason: String {
    switch self {
    case .photographOfColours(_, let share):
      "looks like a photograph: \(NumberText.decimal(100 * share, 0)) % of its pixels are near the colour of a class, and the "
        + "others have many colours; give the label file of the image"
    case .photographOfValues(_, let values):
      "looks like a photograph: it has \(values) values, and neighbouring pixels differ; give the label file of the image"
    case .isItsOwnMask:
      "is both mask and label, and would be compared with itself; give the folder of the labels"
    }
  }
}
