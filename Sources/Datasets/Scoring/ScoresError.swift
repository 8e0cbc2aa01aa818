import Basics

/// Why a file of scores cannot be used.
public enum ScoresError: FileError, Hashable {
  /// The file does not hold what `evaluate` writes.
  case notScores(path: String, reason: String)

  public var path: String {
    switch self {
    case .notScores(let path, _): path
    }
  }

  public var reason: String {
    switch self {
    case .notScores(_, let reason): reason
    }
  }
}
