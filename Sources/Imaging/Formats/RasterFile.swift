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
  public static let extensions = codecs.reduce(into: Set<String>()) { $0.formUnion($1.format.extensions) }

  /// The extensions of other image formats, which cannot be read, without the dot, in lower case.
  package static var unsupportedExtensions: Set<String> { FileSignature.otherExtensions }

  /// The format of the file at `url`.
  /// - Throws: `FileAccessError.unreadable`; `ImageIOError` for a file of no readable format.
  public static func format(of url: URL) throws -> RasterFormat {
    try codec(of: ByteSource(contentsOf: url)).format
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
    try open(ByteSource(contentsOf: url), as: content, georeference: Georeference(of: url), options: options)
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
    let stored = try codec(of: source).open(
      source, asStored: content != .image, georeference: georeference, options: options)
    return switch content {
    case .image, .storedValues: stored
    case .labels: try LabelValues(stored, meaning: .values)
    case .mask: try LabelValues(stored, meaning: .mask)
    }
  }

  private static func codec(of source: ByteSource) throws -> any FileCodec.Type {
    let bytes = try source.peek(FileSignature.prefixLength)
    if bytes.isEmpty { throw ImageIOError.notAnImage(path: source.path, found: "the file is empty") }
    for codec in codecs where try codec.recognises(bytes, path: source.path) { return codec }
    throw FileSignature.error(bytes, path: source.path)
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
