import Basics
import Foundation

/// The files beside an image that say where on Earth its pixels lie: world file, projection, and GDAL's `.aux.xml`.
///
/// They go along with a picture of the same pixel grid, under the names that belong to it: `tile.jgw` of `tile.jpg` becomes
/// `tile.pgw` of `tile.png`.
///
/// Source: the naming of ESRI world files, and GDAL's raster drivers for PNG and JPEG, which read these names.
public struct GeoreferenceFiles: Hashable, Sendable {
  /// `.pgw`, `.jgw`, `.pngw`, `.wld` and the like: six numbers that map pixels to coordinates.
  public let world: URL?
  /// `.prj`: the coordinate system.
  public let projection: URL?
  /// `.aux.xml`: what GDAL and QGIS keep beside an image.
  public let auxiliary: URL?

  /// Looks for the files of `image`, their names written in lower or upper case.
  public init(beside image: URL) {
    let stem = image.deletingPathExtension()
    let suffix = image.pathExtension.lowercased()
    var forms: [String] = []
    if let first = suffix.first, let last = suffix.last { forms.append("\(first)\(last)w") }
    if ["jpe", "jfif"].contains(suffix) { forms.append("jgw") }
    if !suffix.isEmpty { forms.append("\(suffix)w") }
    world = Self.first(of: stem, forms + ["wld"])
    projection = Self.first(of: stem, ["prj"])
    auxiliary = Self.first(of: image, ["aux.xml"]) ?? Self.first(of: stem, ["aux.xml"])
  }

  private init() {
    world = nil
    projection = nil
    auxiliary = nil
  }

  /// Those of an image that has none.
  public static let none = GeoreferenceFiles()

  /// Whether the image has none of them.
  public var isEmpty: Bool { world == nil && projection == nil && auxiliary == nil }

  /// What went along with a picture.
  package struct Written: Hashable, Sendable {
    /// Files that were not there before.
    package var created: [URL] = []
    /// What the user should know when the files could not go along.
    package var warning: String?

    package init() {}

    /// Takes the files away again, for a picture that could not be made.
    package func remove() {
      for file in created { unlink(file.path) }
    }
  }

  /// Writes the files under the names that belong to a PNG of the same pixel grid.
  /// - Parameters:
  ///   - output: the PNG; it need not be there yet.
  ///   - style: of QGIS, to lie beside the PNG too, if there are files at all.
  ///   - replaces: whether files that are there already give way.
  /// - Throws: `FileAccessError`; `.occupied` for another file that is there already.
  package func write(beside output: URL, style: String? = nil, replaces: Bool) throws -> Written {
    var written = Written()
    if isEmpty { return written }
    let stem = output.deletingPathExtension()
    do {
      if let world { try put(Self.contents(world), at: stem.appendingPathExtension("pgw"), replaces, &written) }
      if let projection {
        try put(Self.contents(projection), at: stem.appendingPathExtension("prj"), replaces, &written)
      }
      if let auxiliary {
        let text = try Self.withoutBands(Self.contents(auxiliary))
        try put(text, at: output.appendingPathExtension("aux.xml"), replaces, &written)
      }
      if let style { try put(Data(style.utf8), at: stem.appendingPathExtension("qml"), replaces, &written) }
    } catch {
      written.remove()
      throw error
    }
    return written
  }

  private func put(_ contents: Data, at target: URL, _ replaces: Bool, _ written: inout Written) throws {
    // A picture beside its image can share a file with it.
    if let identity = FileIdentity(target) {
      if [world, projection, auxiliary].contains(where: { $0.flatMap(FileIdentity.init) == identity }) { return }
      guard replaces || (try? Data(contentsOf: target)) == contents else {
        throw FileAccessError.occupied(path: target.path)
      }
    } else {
      written.created.append(target)
    }
    try AtomicFile.write([UInt8](contents), to: target)
  }

  private static func contents(_ source: URL) throws -> Data {
    do {
      return try Data(contentsOf: source)
    } catch {
      throw FileAccessError.unreadable(
        path: source.path, reason: "the place of the image would be lost; check the file")
    }
  }

  /// GDAL's file without its statistics of the image's bands, which would be taken for those of the new picture.
  package static func withoutBands(_ data: Data) -> Data {
    guard var text = String(data: data, encoding: .utf8) else { return data }
    while let start = text.range(of: "<PAMRasterBand"),
      let end = text.range(of: "</PAMRasterBand>", range: start.lowerBound..<text.endIndex)
    {
      text.removeSubrange(start.lowerBound..<end.upperBound)
    }
    return Data(text.utf8)
  }

  private static func first(of base: URL, _ suffixes: [String]) -> URL? {
    for suffix in suffixes {
      for written in [suffix, suffix.uppercased()] {
        let candidate = base.appendingPathExtension(written)
        if FileIdentity.kind(candidate) == .file { return candidate }
      }
    }
    return nil
  }
}
