import Foundation

/// Why an image could not be read or written: which file, what is wrong, and what helps.
public enum ImageIOError: Error, Hashable, Sendable {
  /// The file cannot be opened or its bytes cannot be fetched.
  case unreadable(path: String, reason: String)
  /// The file is no image at all; `found` says what it looks like.
  case notAnImage(path: String, found: String)
  /// A valid file of a kind that is not handled here, and what to do about it.
  case unsupported(path: String, what: String, remedy: String)
  /// The file ends too early: `readRows` of `expectedRows` are there; both are 0 when the header itself is cut short.
  case truncated(path: String, expectedRows: Int, readRows: Int)
  /// The bytes contradict the format.
  case corrupt(path: String, reason: String)
  /// The header announces more pixels than ``DecodingOptions/maxPixels``.
  case tooLarge(path: String, width: Int, height: Int, maxPixels: Int)
  /// Decoding needs more memory than the machine has.
  case outOfMemory(path: String, bytes: Int)
  /// Two images that belong together differ in size.
  case sizesDiffer(path: String, width: Int, height: Int, otherPath: String, otherWidth: Int, otherHeight: Int)
  /// The file cannot be created, filled or put in place.
  case unwritable(path: String, reason: String)

  /// The file it is about.
  public var path: String {
    switch self {
    case .unreadable(let path, _), .notAnImage(let path, _), .unsupported(let path, _, _), .truncated(let path, _, _),
      .corrupt(let path, _), .tooLarge(let path, _, _, _), .outOfMemory(let path, _), .unwritable(let path, _),
      .sizesDiffer(let path, _, _, _, _, _):
      path
    }
  }
}

extension ImageIOError: CustomStringConvertible, LocalizedError {
  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path): cannot be read: \(reason)."
    case .notAnImage(let path, let found):
      "\(path): not a PNG or JPEG image: \(found)."
    case .unsupported(let path, let what, let remedy):
      "\(path): \(what); \(remedy)."
    case .truncated(let path, 0, _):
      "\(path): the image is cut short: the file ends within its header. Fetch or export the file again."
    case .truncated(let path, let expected, let read) where read == expected:
      "\(path): the image is cut short: its end mark is missing. Fetch or export the file again."
    case .truncated(let path, let expected, let read):
      "\(path): the image is cut short: only \(read) of \(expected) rows are complete. "
        + "Fetch or export the file again, or allow truncated images to use what is there."
    case .corrupt(let path, let reason):
      "\(path): the image data is damaged: \(reason). Fetch or export the file again."
    case .tooLarge(let path, let width, let height, let limit):
      "\(path): \(width) x \(height) pixels exceed the limit of \(limit) pixels, which guards against decompression "
        + "bombs. If the file is trusted, raise the limit (--max-pixels, DecodingOptions.maxPixels)."
    case .outOfMemory(let path, let bytes):
      "\(path): decoding needs \(bytes / 1_000_000) MB, more memory than there is. "
        + "Cut the image into tiles, or save it as a non-interlaced PNG or baseline JPEG, which are read in bands."
    case .sizesDiffer(let path, let width, let height, let otherPath, let otherWidth, let otherHeight):
      "\(path): \(width) x \(height) pixels do not match the \(otherWidth) x \(otherHeight) of \(otherPath). "
        + "Both must have the same size, pixel for pixel."
    case .unwritable(let path, let reason):
      "\(path): cannot be written: \(reason)."
    }
  }

  public var errorDescription: String? { description }
}

extension ImageIOError {
  /// What the system says about `code`, with the remedy where there is an obvious one.
  static func reason(errno code: Int32) -> String {
    switch code {
    case ENOENT: "there is no such file or folder; check the path"
    case EACCES, EPERM: "permission denied; change its permissions or choose another place"
    case EISDIR: "it is a folder, not a file"
    case ENOTDIR: "a part of its path is a file, not a folder"
    case ENODEV: "it is not a regular file"
    case ENOSPC, EDQUOT: "the disk is full; free some space or choose another place"
    case EROFS: "the file system is read-only; choose another place"
    case EMFILE, ENFILE: "too many files are open; raise the limit (ulimit -n)"
    case ENAMETOOLONG: "the name is too long"
    case ELOOP: "its symbolic links go in circles"
    default: String(cString: strerror(code))
    }
  }
}
