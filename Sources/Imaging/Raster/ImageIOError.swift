import Basics

/// An image could not be read or written. Each case names the file.
public enum ImageIOError: Error, Hashable, Sendable {
  /// The file is not an image; `found` says what it looks like.
  case notAnImage(path: String, found: String)
  /// The file is valid, but of a kind that is not supported; `remedy` says what helps.
  case unsupported(path: String, what: String, remedy: String)
  /// The file holds colours, but labels, one value for each pixel, are expected.
  case coloursForLabels(path: String, bands: Int)
  /// The file ends too early: it holds `readRows` complete rows of `expectedRows`. Both are 0 when the header is cut short.
  case truncated(path: String, expectedRows: Int, readRows: Int)
  /// The bytes contradict the format.
  case corrupt(path: String, reason: String)
  /// The header announces more pixels than ``DecodingOptions/maxPixels``.
  case tooLarge(path: String, width: Int, height: Int, maxPixels: Int)
  /// Decoding needs more memory than the machine has.
  case outOfMemory(path: String, bytes: Int)
  /// The image lacks a band that is asked for; `known` says what it has.
  case bandMissing(path: String, band: String, known: String)
  /// Two images that belong together have different sizes.
  case sizesDiffer(path: String, width: Int, height: Int, otherPath: String, otherWidth: Int, otherHeight: Int)
  /// Two images that belong together have each other's width as height. `turnedPath` is the one whose pixels are stored
  /// turned, and `orientation` its Exif orientation; both are nil where neither file is stored so.
  case sidesExchanged(
    path: String, width: Int, height: Int, otherPath: String, turnedPath: String?, orientation: Int?)

  /// The file that the error is about.
  public var path: String {
    switch self {
    case .notAnImage(let path, _), .unsupported(let path, _, _), .coloursForLabels(let path, _),
      .truncated(let path, _, _), .corrupt(let path, _), .tooLarge(let path, _, _, _), .outOfMemory(let path, _),
      .bandMissing(let path, _, _), .sizesDiffer(let path, _, _, _, _, _), .sidesExchanged(let path, _, _, _, _, _):
      path
    }
  }
}

extension ImageIOError: FileError {
  public var reason: String {
    switch self {
    case .notAnImage(_, let found):
      "not a PNG or JPEG image: \(found)."
    case .unsupported(_, let what, let remedy):
      "\(what); \(remedy)."
    case .coloursForLabels(_, let bands):
      "an image of \(bands) bands, but labels, one value for each pixel, are expected; name a class table that says "
        + "which colour means which class, or save a palette or grey PNG."
    case .truncated(_, 0, _):
      "the image is cut short: the file ends within its header. Fetch or export the file again."
    case .truncated(_, let expected, let read) where read == expected:
      "the image is cut short: its end mark is missing. Fetch or export the file again, or allow truncated images to "
        + "use the complete rows."
    case .truncated(_, let expected, let read):
      "the image is cut short: only \(read) of \(expected) rows are complete. "
        + "Fetch or export the file again, or allow truncated images to use the complete rows."
    case .corrupt(_, let reason):
      "the image data is damaged: \(reason). Fetch or export the file again."
    case .tooLarge(_, let width, let height, let limit):
      "\(width) x \(height) pixels exceed the limit of \(limit) pixels. The limit guards against decompression "
        + "bombs; if you trust the file, raise it."
    case .outOfMemory(_, let bytes):
      "decoding needs \(bytes / 1_000_000) MB, more memory than there is. Cut the image into tiles, or save it as a "
        + "non-interlaced PNG or a baseline JPEG, which take less memory."
    case .bandMissing(_, let band, let known):
      "the image has no band \(band): \(known). Choose bands that all images have."
    case .sizesDiffer(_, let width, let height, let otherPath, let otherWidth, let otherHeight):
      "\(width) x \(height) pixels do not match the \(otherWidth) x \(otherHeight) of \(otherPath). "
        + "Both must have the same size, pixel for pixel."
    case .sidesExchanged(let path, let width, let height, let otherPath, let turnedPath?, let orientation?):
      "\(width) x \(height) pixels do not match the \(height) x \(width) of \(otherPath): "
        + (turnedPath == path ? "this file" : turnedPath)
        + " is stored turned (Exif orientation \(orientation)) and read upright, and the other file has the size of "
        + "its stored pixels. Export the other file for the upright image, or store both without the orientation."
    case .sidesExchanged(_, let width, let height, let otherPath, _, _):
      "\(width) x \(height) pixels do not match the \(height) x \(width) of \(otherPath): one of the two lies on its "
        + "side. A photograph that is stored turned (by its Exif orientation) is read upright, and so is its mask. "
        + "Export the label for the upright image, or store the image without the orientation."
    }
  }
}
