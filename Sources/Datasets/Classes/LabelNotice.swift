import Basics

/// What was decided about a folder of labels, or looks wrong in it.
public enum LabelNotice: Hashable, Sendable, CustomStringConvertible {
  /// Both ways of reading fit, and colours were taken.
  case readByColours(path: String)
  /// The table has colours, and the labels are read by their values.
  case readByValues(path: String)
  /// Some files have colours of classes and some values of classes.
  case mixed(colours: String, values: String, readByColours: Bool)
  /// Beside `value` the labels hold 255 alone, which is ignored.
  case onlyIgnoredBeside(value: Int, ignored: Int)
  /// Many values are rare and lie between others.
  case interpolated(path: String, values: Int)
  /// Pixels took the nearest colour of a class.
  case nearestColours(pixels: Int, of: Int, mean: Double, largest: Double)
  /// Values are to be ignored or shifted, but labels are read by their colours.
  case valuesOfColours(path: String)
  /// Masks of classes agree much better with labels whose values are counted from `offset`.
  case shifted(offset: Int, accuracy: Double, shiftedAccuracy: Double)
  /// A file that does not fit is known before the work begins.
  case unusable(count: Int, of: Int, first: FileFailure)

  /// Whether something looks wrong; else it was decided.
  public var isWarning: Bool {
    switch self {
    case .readByColours, .readByValues, .nearestColours: false
    case .mixed, .onlyIgnoredBeside, .interpolated, .valuesOfColours, .shifted, .unusable: true
    }
  }

  /// Whether the notice is worth telling about masks too, whose meaning is that of the labels.
  var isOfMasks: Bool {
    switch self {
    case .mixed, .interpolated: true
    default: false
    }
  }

  public var description: String {
    func percent(_ share: Double) -> String { "\(NumberText.decimal(100 * share, 1)) %" }
    switch self {
    case .readByColours(let path):
      return "labels are read by their colours, which are all colours of classes, and not by their values, such as "
        + path
    case .readByValues(let path):
      return "labels are read by their values (palette indices or grey), since their colours are not those of classes, "
        + "such as \(path)"
    case .mixed(let colours, let values, let readByColours):
      return "labels of two kinds are mixed: \(colours) fits by its colours alone, and \(values) by its values alone; "
        + (readByColours ? "files that have colours are read by them" : "palette files are read by their indices")
        + ". Put the labels of each kind into a folder of its own"
    case .onlyIgnoredBeside(let value, let ignored):
      return "255 is the only value of the labels beside \(value), and its pixels (\(ignored)) are ignored; if it is a "
        + "class, list it in a file of classes, or ignore nothing"
    case .interpolated(let path, let values):
      return "the labels have \(values) values, most of them rare and between others, such as in \(path): they look "
        + "resampled with interpolation; export them again with nearest neighbour and without anti-aliasing"
    case .nearestColours(let pixels, let all, let mean, let largest):
      let share = percent(Double(pixels) / Double(max(1, all)))
      return
        "\(pixels) of \(all) label pixels (\(share)) took the nearest colour of a class: mean distance \(NumberText.decimal(mean, 1)), largest \(NumberText.decimal(largest, 1))"
    case .valuesOfColours(let path):
      return "the labels, such as \(path), are read by their colours, so that values to ignore and an offset of values "
        + "mean nothing; list colours to ignore in a file of classes"
    case .shifted(let offset, let accuracy, let shiftedAccuracy):
      return "labels and masks look shifted by one: \(percent(accuracy)) of the pixels are right as they are, and "
        + "\(percent(shiftedAccuracy)) if the labels count their classes from \(offset)"
    case .unusable(let count, let all, let first):
      return "\(count) of \(NumberText.count(all, "label")) cannot be scored: \(first)"
    }
  }
}
