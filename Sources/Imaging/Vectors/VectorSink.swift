import Basics
import Foundation

/// Writes the features of one layer to a file. The file appears under its name only by ``finish()``.
///
/// A sink is used by one thread at a time.
package protocol VectorSink: AnyObject {
  /// What the user should know about the file, such as what its format cannot hold; nil where there is nothing.
  var remark: String? { get }

  /// Writes the next feature.
  /// - Throws: `FileAccessError.unwritable`.
  /// - Precondition: a value for each field, and one polygon unless the layer holds several.
  func write(_ feature: VectorFeature) throws

  /// Completes the file.
  /// - Throws: `FileAccessError.unwritable`.
  func finish() throws
}

/// Writes vector files of all formats. The extension of a file's name tells its format.
package enum VectorFile {
  /// A file format: the extensions of its names, in lower case, and what creates a file.
  struct Format: Sendable {
    let extensions: [String]
    let create: @Sendable (URL, VectorLayer) throws -> any VectorSink
  }

  /// The formats that can be written. A new format is a file beside this one and an entry here.
  static let formats: [Format] = {
    let own = [Format(extensions: ["geojson", "json"]) { try GeoJSONSink(to: $0, $1) }]
    #if GDAL
      return own + [Format(extensions: GDALVectorSink.drivers.keys.sorted()) { try GDALVectorSink(to: $0, $1) }]
    #else
      return own
    #endif
  }()

  /// Checks that the format of a file can be written.
  /// - Throws: ``VectorFileError/unknownFormat(path:known:)``.
  package static func check(_ url: URL) throws { _ = try format(of: url) }

  /// Creates a file for the features of a layer.
  /// - Throws: ``VectorFileError/unknownFormat(path:known:)``, `FileAccessError.unwritable`.
  package static func create(_ url: URL, layer: VectorLayer) throws -> any VectorSink {
    try format(of: url).create(url, layer)
  }

  private static func format(of url: URL) throws -> Format {
    let suffix = url.pathExtension.lowercased()
    guard let format = formats.first(where: { $0.extensions.contains(suffix) }) else {
      throw VectorFileError.unknownFormat(path: url.path, known: formats.flatMap(\.extensions))
    }
    return format
  }
}

/// Why a vector file cannot be written.
package enum VectorFileError: FileError, Hashable {
  case unknownFormat(path: String, known: [String])

  package var path: String {
    switch self {
    case .unknownFormat(let path, _): path
    }
  }

  package var reason: String {
    switch self {
    case .unknownFormat(_, let known):
      "polygons are written as \(known.map { ".\($0)" }.joined(separator: ", "))"
        + (known.contains("gpkg")
          ? "; choose one of these extensions"
          : "; other formats, such as .gpkg and .shp, take a build with GDAL: `swift build -c release --traits GDAL`")
    }
  }
}
