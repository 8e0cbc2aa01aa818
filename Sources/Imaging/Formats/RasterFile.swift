import Foundation

/// The one door to files of rasters, whatever their format. A file is told by its first bytes; names mean nothing here.
public enum RasterFile {
  /// What is taken from a file.
  public enum Content: Sendable {
    /// Colours: palettes are looked up, grey of 1, 2 and 4 bits is scaled to 0...255, transparent colours become alpha.
    case image
    /// One band of palette indices, or of grey values, just as stored; other files are delivered as colours.
    case storedValues
    /// One band of 16-bit labels: the stored values, none of them above 255. JPEGs and colours are refused.
    case labels
    /// One band of 16-bit labels, those of a mask: 255 is ``Label/none`` in files of 8 bits, and 65535 in files of 16.
    /// JPEGs and colours are refused.
    case mask
  }

  /// The formats that can be read. A new one is a folder beside those of the others and an entry here.
  static let codecs: [any FileCodec.Type] = [PNGCodec.self, JPEGCodec.self]

  /// How names of readable files end, without the dot, in lower case.
  public static let extensions = codecs.reduce(into: Set<String>()) { $0.formUnion($1.format.extensions) }

  /// How names of image files end that cannot be read, without the dot, in lower case.
  package static var unsupportedExtensions: Set<String> { FileSignature.otherExtensions }

  /// The format of the file at `url`.
  /// - Throws: `FileAccessError.unreadable`, or `ImageIOError` for what is none of them.
  public static func format(of url: URL) throws -> RasterFormat {
    try codec(of: ByteSource(contentsOf: url)).format
  }

  /// What the header of the file at `url` says.
  /// - Throws: `FileAccessError.unreadable`, `ImageIOError`.
  public static func info(of url: URL, options: DecodingOptions = .init()) throws -> RasterInfo {
    try open(url, options: options).info
  }

  /// Opens the file at `url` to read it from the top in bands of rows.
  ///
  /// Sample values are those in the file: gamma and colour profiles are left alone, alpha is never multiplied in.
  /// Four-colour (CMYK, YCCK) JPEGs become RGB. An Exif orientation is applied. After the last row the rest of the file is
  /// checked too.
  /// - Throws: `FileAccessError.unreadable`, `ImageIOError`, also while rows are read.
  public static func open(
    _ url: URL, as content: Content = .image, options: DecodingOptions = .init()
  ) throws -> any RasterSource {
    try open(ByteSource(contentsOf: url), as: content, georeference: Georeference(of: url), options: options)
  }

  /// Opens a file in memory; `name` stands for the path in errors.
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

/// One file format: how its files are told, and how they are read.
protocol FileCodec: Sendable {
  static var format: RasterFormat { get }

  /// Whether a file that begins with `bytes`, at least one, is of this format.
  /// - Throws: `ImageIOError` for the start of such a file that is cut or damaged.
  static func recognises(_ bytes: [UInt8], path: String) throws -> Bool

  /// Opens a file of this format.
  /// - Parameter asStored: deliver palette indices, and grey values as stored, instead of colours.
  static func open(
    _ source: ByteSource, asStored: Bool, georeference: Georeference, options: DecodingOptions
  ) throws -> any RasterSource
}
