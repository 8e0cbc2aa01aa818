import Basics
import Foundation
import Imaging

/// Why a set of files cannot be worked on.
public enum DatasetError: Error, Hashable, Sendable, CustomStringConvertible, LocalizedError {
  case notFound(path: String)
  case unlistable(FileFailure)
  /// Not one file of a set can be used; the first of them tells why.
  case unusable(FileFailure, others: Int)
  case noImages(paths: [String], unsupported: [String])
  case wouldReplace(path: String, count: Int)
  case wouldReplaceInput(path: String)
  case wouldReplaceFile(path: String)
  case ambiguousPair(path: String, others: [String])
  case noList(path: String, reason: String, known: [String])
  case noneListed(path: String, example: String)
  case differs(path: String)
  case equalStems(path: String, otherPath: String, count: Int)
  case noPairs(first: String, second: String, firstExample: String, secondExample: String)

  public var description: String {
    switch self {
    case .notFound(let path): "\(path): there is no such file or folder; check the path"
    case .unlistable(let failure): failure.description
    case .unusable(let failure, let others):
      failure.description + (others > 0 ? "\nNone of the \(others) others can be used either." : "")
    case .noImages(let paths, let unsupported):
      "\(paths.joined(separator: ", ")): no PNG or JPEG images found"
        + (unsupported.isEmpty
          ? "" : "; convert the \(unsupported.map { ".\($0)" }.joined(separator: ", ")) files there to PNG first")
    case .wouldReplace(let path, let count):
      "\(path): holds \(count) of the output files already; add --overwrite to replace them, or choose another folder"
    case .wouldReplaceFile(let path): "\(path): exists already; add --overwrite to replace it, or choose another name"
    case .wouldReplaceInput(let path): "\(path): would be replaced by its own output; choose another output folder"
    case .differs(let path):
      "\(path): belongs to masks of other classes or colours; choose another folder, or add --overwrite"
    case .equalStems(let path, let otherPath, let count):
      "\(path) and \(otherPath) have one name and relative path but for the extension, and so would their outputs"
        + (count > 1 ? " (and \(count - 1) more like them)" : "") + "; rename one, or work on them in two runs"
    case .noPairs(let first, let second, let firstExample, let secondExample):
      "nothing in \(first) has a partner in \(second): files pair by relative path without extension, but here are "
        + "\(firstExample) and \(secondExample); rename them alike"
    case .ambiguousPair(let path, let others):
      "\(path): has more than one partner: \(others.joined(separator: ", ")); give a folder with one of them"
    case .noList(let path, let reason, let known):
      "\(path): \(reason); give a file with a name a line, or one of \(known.joined(separator: ", "))"
    case .noneListed(let path, let example):
      "\(path): lists no image that is there, such as \(example); a name a line is needed, as the files have it"
    }
  }

  public var errorDescription: String? { description }
}
