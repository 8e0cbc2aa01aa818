import Foundation

/// Paths from one file to another.
enum RelativePath {
  /// The path to `target` from the folder of `file`.
  static func path(to target: URL, from file: URL) -> String {
    let target = target.standardizedFileURL.pathComponents
    let folder = file.standardizedFileURL.deletingLastPathComponent().pathComponents
    let common = zip(target, folder).prefix { $0 == $1 }.count
    return (folder.dropFirst(common).map { _ in ".." } + target.dropFirst(common)).joined(separator: "/")
  }
}
