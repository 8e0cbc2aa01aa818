import Basics
import Foundation

/// The files beside an image that say where on Earth its pixels lie: world file, projection, and GDAL's `.aux.xml`.
///
/// They are copied for a picture of the same pixel grid under matching names: `tile.jgw` of `tile.jpg` becomes `tile.pgw`
/// of `tile.png`.
///
/// Source: the naming of ESRI world files, and GDAL's raster drivers for PNG and JPEG, which read these names.
public struct GeoreferenceFiles: Hashable, Sendable {
  /// The world file (`.pgw`, `.jgw`, `.pngw`, `.wld` and so on): six numbers that map pixels to coordinates.
  public let world: URL?
  /// The `.prj` file: the coordinate system.
  public let projection: URL?
  /// The `.aux.xml` file: further data of GDAL and QGIS.
  public let auxiliary: URL?

  /// Looks for the files of `image`. Their extensions may be in lower or upper case.
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

  /// The value for an image without such files.
  public static let none = GeoreferenceFiles()

  /// Whether there are no such files.
  public var isEmpty: Bool { world == nil && projection == nil && auxiliary == nil }

  /// The files that were written for a picture.
  package struct Written: Hashable, Sendable {
    /// The files that did not exist before.
    package var created: [URL] = []
    /// A message for the user when files could not be written.
    package var warning: String?

    package init() {}

    /// Removes the created files, when the picture could not be made.
    package func remove() {
      for file in created { unlink(file.path) }
    }
  }

  /// Writes the files for a PNG of the same pixel grid.
  /// - Parameters:
  ///   - output: the PNG, which need not exist yet.
  ///   - place: where the image lies, for what no file tells.
  ///   - style: the text of a QGIS style for the PNG. It is written only if there are other files.
  ///   - replaces: whether existing files are replaced.
  /// - Throws: `FileAccessError`; `.occupied` when another file must not be replaced.
  func write(
    beside output: URL, place: Georeference, style: String? = nil, replaces: Bool
  ) throws -> Written {
    var written = Written()
    if place.isEmpty { return written }
    let stem = output.deletingPathExtension()
    let auxiliaryFile = output.appendingPathExtension("aux.xml")
    do {
      if let world {
        try put(Self.contents(world), at: stem.appendingPathExtension("pgw"), replaces, &written)
      } else if auxiliary == nil, let transform = place.transform {
        try put(Data(transform.worldFile.utf8), at: stem.appendingPathExtension("pgw"), replaces, &written)
      }
      if let projection {
        try put(Self.contents(projection), at: stem.appendingPathExtension("prj"), replaces, &written)
      }
      if let auxiliary {
        try put(Self.withoutBands(Self.contents(auxiliary)), at: auxiliaryFile, replaces, &written)
      } else if projection == nil, let system = place.coordinateSystem {
        try put(Data(AuxiliaryXML.text(coordinateSystem: system.wkt).utf8), at: auxiliaryFile, replaces, &written)
      }
      if let style { try put(Data(style.utf8), at: stem.appendingPathExtension("qml"), replaces, &written) }
    } catch {
      written.remove()
      throw error
    }
    return written
  }

  /// Writes what a GeoTIFF leaves to files beside it: the names of its values and a style.
  /// - Parameters:
  ///   - output: the GeoTIFF, which need not exist yet.
  ///   - categories: the name of each value from 0 on; empty for none.
  ///   - style: the text of a QGIS style.
  /// - Throws: `FileAccessError`; `.occupied` when another file must not be replaced.
  package static func write(
    beside output: URL, categories: [String], style: String?, replaces: Bool
  ) throws -> Written {
    var written = Written()
    do {
      if !categories.isEmpty {
        let text = AuxiliaryXML.text(categories: categories)
        try none.put(Data(text.utf8), at: output.appendingPathExtension("aux.xml"), replaces, &written)
      }
      if let style {
        let file = output.deletingPathExtension().appendingPathExtension("qml")
        try none.put(Data(style.utf8), at: file, replaces, &written)
      }
    } catch {
      written.remove()
      throw error
    }
    return written
  }

  private func put(_ contents: Data, at target: URL, _ replaces: Bool, _ written: inout Written) throws {
    // A picture in the folder of its image can share a file with the image.
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
        path: source.path, reason: "without it the coordinates of the image would be lost; check the file")
    }
  }

  /// The `.aux.xml` file without the statistics of the image. GDAL would take them for those of the new picture.
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
