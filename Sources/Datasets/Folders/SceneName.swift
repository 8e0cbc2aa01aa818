import Basics
import Imaging

/// What the files of one scene share in their names: data sets mark images, labels and kinds of channels by suffixes.
enum SceneName {
  /// Longer ones first, where one ends with another. ISPRS (Potsdam, Vaihingen), Cityscapes, CamVid, and what is common.
  private static let suffixes = [
    "_label_noboundary", "_noboundary", "_rgbir", "_irrg", "_rgb", "_gtfine_labeltrainids", "_gtfine_labelids",
    "_gtfine_color", "_gtcoarse_labelids", "_leftimg8bit", "_labels", "_label", "_masks", "_mask", "_image", "_img",
    "_gt",
    "_l",
  ]

  /// What some data sets put before the numbers of their scenes: ISPRS Potsdam.
  private static let prefixes = ["top_potsdam_"]

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
    let lowered = name.lowercased()
    guard let suffix = suffixes.first(where: { lowered.count > $0.count && lowered.hasSuffix($0) }) else { return stem }
    return String(stem.dropLast(suffix.count))
  }

  /// The last part of ``path(_:)``.
  static func name(_ stem: String) -> String { String(path(stem).split(separator: "/").last ?? "") }
}
