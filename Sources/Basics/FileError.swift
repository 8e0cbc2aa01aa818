import Foundation

/// An error about one file.
public protocol FileError: Error, CustomStringConvertible, LocalizedError {
  /// The file's path.
  var path: String { get }
  /// What is wrong with the file and what helps, without the path.
  var reason: String { get }
}

extension FileError {
  public var description: String { "\(path): \(reason)" }
  public var errorDescription: String? { description }
}

/// A file that could not be used, and the reason.
public struct FileFailure: FileError {
  public let path: String
  public let reason: String
  /// The error that caused the failure. Nil when there was no error, or when the failure was decoded.
  public let cause: (any Error)?

  package init(path: String, reason: String) {
    self.path = path
    self.reason = reason
    cause = nil
  }

  /// The failure of the file at `path`. An error about another file is quoted with the path of that file.
  package init(path: String, error: any Error) {
    let own = (error as? any FileError).flatMap { $0.path == path ? $0.reason : nil }
    self.path = path
    reason = own ?? "\(error)"
    cause = (error as? FileFailure)?.cause ?? error
  }
}

extension FileFailure: Hashable {
  public static func == (one: FileFailure, other: FileFailure) -> Bool {
    one.path == other.path && one.reason == other.reason
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(path)
    hasher.combine(reason)
  }
}

extension FileFailure: Codable {
  private enum CodingKeys: String, CodingKey { case path, reason }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      path: try container.decode(String.self, forKey: .path), reason: try container.decode(String.self, forKey: .reason)
    )
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(path, forKey: .path)
    try container.encode(reason, forKey: .reason)
  }
}

/// The bytes of a file cannot be read or written.
public enum FileAccessError: FileError, Hashable, Sendable {
  /// The file cannot be opened or read.
  case unreadable(path: String, reason: String)
  /// The file cannot be created, written or put in place.
  case unwritable(path: String, reason: String)
  /// There is another file of that name, which must not be replaced.
  case occupied(path: String)

  public var path: String {
    switch self {
    case .unreadable(let path, _), .unwritable(let path, _), .occupied(let path): path
    }
  }

  public var reason: String {
    switch self {
    case .unreadable(_, let reason): "cannot be read: \(reason)."
    case .unwritable(_, let reason): "cannot be written: \(reason)."
    case .occupied: "cannot be written: there is another file of that name; remove it, or allow its replacement."
    }
  }

  /// The meaning of the error number `code`, with a remedy where there is an obvious one.
  package static func reason(errno code: Int32) -> String {
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
