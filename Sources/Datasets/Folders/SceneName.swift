import Basics
import Imaging

/// The part of a name that the files of one scene share. Data sets mark images, labels and choices of bands by suffixes.
enum SceneName {
  /// The suffixes by their last two characters, the longest first.
  private static let suffixes = Dictionary(
    grouping: (NameMarks.images + NameMarks.labels + NameMarks.derived).sorted { $0.count > $1.count },
    by: { $0.suffix(2) })

  /// Prefixes before the numbers of scenes: ISPRS Potsdam.
  private static let prefixes = ["top_potsdam_"]

  /// The suffix that the name of a file has without its extension, as ``NameMarks`` writes it; nil for none. Hyphens, points
  /// and spaces stand for underscores.
  static func suffix(of name: String) -> String? {
    let lowered = String(name.lowercased().map { ["-", ".", " "].contains($0) ? "_" : $0 })
    // A letter whose lower case has another length would cut the name at the wrong place.
    guard lowered.count == name.count else { return nil }
    return suffixes[lowered.suffix(2)]?.first { lowered.count > $0.count && lowered.hasSuffix($0) }
  }

  /// The relative path `path`, its last part without the prefix of its data set.
  static func withoutPrefix(_ path: String) -> String {
    var parts = path.split(separator: "/")
    if let last = parts.last, let prefix = prefixes.first(where: last.hasPrefix) {
      parts[parts.count - 1] = last.dropFirst(prefix.count)
    }
    return parts.joined(separator: "/")
  }

  /// The relative path without extension `stem`, its last part shortened by its suffix.
  static func path(_ stem: String) -> String {
    let name = String(stem.split(separator: "/").last ?? "")
    return String(stem.dropLast(suffix(of: name)?.count ?? 0))
  }

  /// The last part of ``path(_:)``.
  static func name(_ stem: String) -> String { String(path(stem).split(separator: "/").last ?? "") }
}
