import Basics

/// Why labels teach nothing.
public enum TeachingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No pixel is labelled.
  case nothing
  /// All labelled pixels, so many, have no data.
  case onlyWithoutData(Int)
  /// No image has data.
  case noData
  /// All labelled pixels are of one class.
  case oneClass(String)

  public var description: String {
    switch self {
    case .nothing: "the labels have no labelled pixel; label some pixels of two classes or more"
    case .onlyWithoutData(let count):
      "all \(count) labelled pixels lie where the images have no data; label pixels that have data"
    case .noData: "no pixel of the images has data"
    case .oneClass(let name):
      "all labelled pixels are of the class \(name); a classifier needs labels of two classes or more"
    }
  }
}
