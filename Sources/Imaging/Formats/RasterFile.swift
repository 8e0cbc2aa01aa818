import Foundation

/// Reads and writes raster files of all formats. The first bytes of a file tell its format, and its name does not matter.
public enum RasterFile {
  /// What the values of a file stand for.
  public enum Content: Sendable {
    /// Colours. Palette indices become colours, grey of 1, 2 and 4 bits is scaled to 0...255, and a transparent colour
    /// becomes alpha.
    case image
    /// The stored palette indices or grey values, in one band. A file of colours gives its colours.
    case storedValues
    /// Labels of 16 bits in one band: the stored values, at most 255. JPEGs and colours are refused.
    case labels
    /// The clusters or classes of a mask, as labels of 16 bits in one band. ``Label/none`` is stored as 255 in files of 8
    /// bits, and as 65535 in files of 16 bits. JPEGs and colours are refused.
    case mask
  }

  /// The formats that can be read. A new format is a folder beside the others and an entry here.
  static let codecs: [any FileCodec.Type] = [PNGCodec.self, JPEGCodec.self]

  /// The extensions of readable files, without the dot, in lower case.
  public static let extensions = {
    let own = codecs.reduce(into: Set<String>()) { $0.formUnion($1.format.extensions) }
    #if GDAL
      return own.union(GDALLibrary.extensions)
    #else
      return own
    #endif
  }()

  /// The extensions of other image formats, which cannot be read, without the dot, in lower case.
  package static let unsupportedExtensions = FileSignature.otherExtensions.subtracting(extensions)

  /// Whether GeoTIFFs and the other rasters of GDAL can be read and written.
  public static var hasGDAL: Bool {
    #if GDAL
      true
    #else
      false
    #endif
  }

  /// How a build comes by GDAL, for errors.
  package static let wayToGDAL = "build with GDAL: tools/setup --gdal && swift build -c release --traits GDAL"

  /// The format of the file at `url`.
  /// - Throws: `FileAccessError.unreadable`; `ImageIOError` for a file of no readable format.
  public static func format(of url: URL) throws -> RasterFormat {
    let source = try ByteSource(contentsOf: url)
    if let codec = try ownCodec(of: source) { return codec.format }
    guard let format = try open(url).info.format else { throw try error(of: source) }
    return format
  }

  /// The size and other properties of the file at `url`, read from its header.
  /// - Throws: `FileAccessError.unreadable`, `ImageIOError`.
  public static func info(of url: URL, options: DecodingOptions = .init()) throws -> RasterInfo {
    try open(url, options: options).info
  }

  /// Opens the file at `url` to read it from the top in blocks of rows.
  ///
  /// Sample values are those in the file: gamma, colour profiles and alpha do not change them. JPEGs of four colours (CMYK,
  /// YCCK) become RGB. An Exif orientation is applied. After the last row, the rest of the file is checked too.
  /// - Throws: `FileAccessError.unreadable`, `ImageIOError`, also while rows are read.
  public static func open(
    _ url: URL, as content: Content = .image, options: DecodingOptions = .init()
  ) throws -> any RasterSource {
    let source = try ByteSource(contentsOf: url)
    let place = Georeference(of: url)
    #if GDAL
      if try ownCodec(of: source) == nil {
        do {
          let stored = try GDALSource(source.path, asStored: content != .image, files: place, options: options)
          return try content.values(of: stored)
        } catch ImageIOError.notAnImage {
          throw try error(of: source)
        }
      }
    #endif
    return try open(source, as: content, georeference: place, options: options)
  }

  /// Opens a file in memory. Errors show `name` in place of a path.
  /// - Throws: `ImageIOError`, also while rows are read.
  public static func open(
    bytes: [UInt8], name: String, as content: Content = .image, options: DecodingOptions = .init()
  ) throws -> any RasterSource {
    try open(ByteSource(bytes: bytes, name: name), as: content, georeference: .none, options: options)
  }

  private static func open(
    _ source: ByteSource, as content: Content, georeference: Georeference, options: DecodingOptions
  ) throws -> any RasterSource {
    guard let codec = try ownCodec(of: source) else { throw try error(of: source) }
    return try content.values(
      of: codec.open(source, asStored: content != .image, georeference: georeference, options: options))
  }

  /// The codec of this package for a file; nil when it has another format.
  private static func ownCodec(of source: ByteSource) throws -> (any FileCodec.Type)? {
    let bytes = try source.peek(FileSignature.prefixLength)
    if bytes.isEmpty { throw ImageIOError.notAnImage(path: source.path, found: "the file is empty") }
    return try codecs.first { try $0.recognises(bytes, path: source.path) }
  }

  private static func error(of source: ByteSource) throws -> ImageIOError {
    FileSignature.error(try source.peek(FileSignature.prefixLength), path: source.path)
  }
}

extension RasterFile.Content {
  /// What this content is of a file whose stored values, or colours for an image, are `stored`.
  fileprivate func values(of stored: any RasterSource) throws -> any RasterSource {
    switch self {
    case .image, .storedValues: stored
    case .labels: try LabelValues(stored, meaning: .values)
    case .mask: try LabelValues(stored, meaning: .mask)
    }
  }
}

/// One file format: how to recognise its files, and how to read them.
protocol FileCodec: Sendable {
  static var format: RasterFormat { get }

  /// Whether a file that begins with `bytes` has this format. There is at least one byte.
  /// - Throws: `ImageIOError` when the beginning is that of a cut or damaged file of this format.
  static func recognises(_ bytes: [UInt8], path: String) throws -> Bool

  /// Opens a file of this format.
  /// - Parameter asStored: whether palette indices and grey values are read as they are stored, and not as colours.
  static func open(
    _ source: ByteSource, asStored: Bool, georeference: Georeference, options: DecodingOptions
  ) throws -> any RasterSource
}
