import Basics

/// Why a set of files cannot be worked on.
public enum DatasetError: FileError, Hashable {
  /// There is no such file or folder.
  case notFound(path: String)
  /// No file of a set can be used; the failure is that of the first file.
  case unusable(FileFailure, others: Int)
  /// The paths hold no images; `unsupported` are the extensions of files there that are no PNG or JPEG.
  case noImages(paths: [String], unsupported: [String])
  /// The folder for the output holds files of the same names; `count` is their number.
  case wouldReplace(path: String, count: Int)
  /// The output of the file would be written over it.
  case wouldReplaceInput(path: String)
  /// The file for the output exists already.
  case wouldReplaceFile(path: String)
  /// A file has more than one partner.
  case ambiguousPair(path: String, others: [String])
  /// The list of names is no file, or holds none; `known` are the lists that come with data sets.
  case noList(path: String, reason: String, known: [String])
  /// The list names no image that is there; `entry` is one of its entries, `example` one of the images.
  case noneListed(path: String, entry: String, example: String)
  /// The folder holds masks of another model, or of other classes or colours.
  case differs(path: String)
  /// Two files differ in their extension alone, so that both would have the same output.
  case equalStems(path: String, otherPath: String, count: Int)
  /// No file of the first folder has a partner in the second. The examples are names there.
  case noPairs(first: String, second: String, firstExample: String, secondExample: String)
  /// No file matches the pattern. `count` files are there, of which `example` is one.
  case noneMatching(path: String, pattern: String, count: Int, example: String)
  /// All files match the pattern of those to leave out.
  case allExcluded(path: String, pattern: String, count: Int, example: String)
  /// The folder of labels or masks holds the images themselves.
  case sameFiles(path: String)

  /// The file or folder that the error is about; all given paths where it is about all of them.
  public var path: String {
    switch self {
    case .notFound(let path), .wouldReplace(let path, _), .wouldReplaceInput(let path), .wouldReplaceFile(let path),
      .ambiguousPair(let path, _), .noList(let path, _, _), .noneListed(let path, _, _), .differs(let path),
      .equalStems(let path, _, _), .noPairs(let path, _, _, _), .noneMatching(let path, _, _, _),
      .allExcluded(let path, _, _, _), .sameFiles(let path):
      path
    case .unusable(let failure, _): failure.path
    case .noImages(let paths, _): paths.joined(separator: ", ")
    }
  }

  public var reason: String {
    switch self {
    case .notFound: "there is no such file or folder; check the path"
    case .unusable(let failure, let others):
      failure.reason
        + (others == 0
          ? ""
          : others == 1
            ? "\nThe other one cannot be used either."
            : "\nNone of the \(others) others can be used either.")
    case .noImages(_, let unsupported):
      "no PNG or JPEG images found"
        + (unsupported.isEmpty
          ? "" : "; convert the \(unsupported.map { ".\($0)" }.joined(separator: ", ")) files there to PNG first")
    case .wouldReplace(_, let count): "holds \(count) of the output files already; choose another folder"
    case .wouldReplaceFile: "exists already; choose another name"
    case .wouldReplaceInput: "would be replaced by its own output; choose another output folder"
    case .differs: "belongs to masks of another model, or of other classes or colours; choose another folder"
    case .equalStems(_, let otherPath, let count):
      "differs from \(otherPath) only in the extension, so that both would have the same output"
        + (count > 1 ? " (and so would \(count - 1) more)" : "") + "; rename one, or work on them in two runs"
    case .noPairs(_, let second, let firstExample, let secondExample):
      "nothing here has a partner in \(second): files pair by relative path without extension, but the names are like "
        + "\(firstExample) and \(secondExample); rename them alike"
    case .ambiguousPair(_, let others):
      "has more than one partner: \(others.joined(separator: ", ")); give a folder with one of them"
    case .noList(_, let reason, let known):
      "\(reason); give a file with one name a line"
        + (known.isEmpty ? "" : ", or one of \(known.joined(separator: ", "))")
    case .noneMatching(_, let pattern, let count, let example):
      "no file there matches \(pattern); there \(count == 1 ? "is" : "are") \(NumberText.count(count, "file")), such as "
        + example
    case .allExcluded(_, let pattern, let count, let example):
      "all files that are left there match \(pattern), which leaves them out: \(NumberText.count(count, "file")), such as "
        + example
    case .sameFiles: "the files there are the images themselves; give the folder that holds the labels or masks"
    case .noneListed(_, let entry, let example):
      "names no image that is there: an entry is \(ListText.quoted(entry)), and the images are named like \(example)"
    }
  }
}
