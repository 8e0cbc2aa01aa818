#if GDAL
  import Foundation

  /// Finds what leads away from this machine in GDAL's virtual rasters (`.vrt`), which are text that names other files.
  enum RemoteReferences {
    /// The first reference to a place that is no local file, in the file at `path` or in a virtual raster that it names.
    static func first(in path: String) -> String? { first(in: path, depth: 0) }

    private static let deepest = 8
    /// Larger files are no virtual rasters that people make.
    private static let mostBytes = 1 << 26

    private static func first(in path: String, depth: Int) -> String? {
      guard depth < deepest, let file = FileHandle(forReadingAtPath: path) else { return nil }
      defer { try? file.close() }
      guard let start = try? file.read(upToCount: 4096), String(decoding: start, as: UTF8.self).contains("<VRTDataset")
      else { return nil }
      let rest = (try? file.read(upToCount: mostBytes)) ?? Data()
      let text = String(decoding: start + rest, as: UTF8.self)
      for name in names(in: text) {
        if isRemote(name) { return name }
        let inner =
          name.hasPrefix("/") ? name : URL(filePath: path).deletingLastPathComponent().appending(path: name).path
        if let found = first(in: inner, depth: depth + 1) { return found }
      }
      return nil
    }

    /// Whether GDAL would look for a file of this name elsewhere than in the file system.
    static func isRemote(_ name: String) -> Bool {
      name.hasPrefix("/vsi") || name.contains("://") || name.contains("/vsi")
    }

    /// The contents of all elements that name a source.
    private static func names(in text: String) -> [String] {
      ["SourceFilename", "SourceDataset"].flatMap { element in
        text.split(separator: "<\(element)").dropFirst().compactMap { part in
          part.firstIndex(of: ">").map { String(part[part.index(after: $0)...].prefix { $0 != "<" }) }
        }
      }
    }
  }
#endif
