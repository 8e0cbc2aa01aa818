import Basics
import CImageCodecs
import Foundation

/// Reads an image from the top in bands of rows, so that one larger than memory can be worked on.
///
/// Sample values are those in the file: gamma and colour profiles are left alone, alpha is never multiplied in.
/// Four-colour (CMYK, YCCK) JPEGs become RGB. A reader is used by one thread at a time.
public final class ImageReader {
  /// What is delivered for palette and grey images.
  public enum Content: Sendable {
    /// Colours: palettes are looked up, grey of 1, 2 and 4 bits is scaled to 0...255, transparent colours become alpha.
    case colours
    /// One channel of palette indices, or of grey values, just as stored; other images are delivered as colours.
    case storedValues
  }

  /// What the header says.
  public let info: ImageInfo
  /// The file's path, for messages.
  public let path: String
  /// The row that the next call of ``readRows(_:)`` begins with.
  public private(set) var nextRow = 0
  private let decoder: RowDecoder
  private var turned: RasterImage?

  /// Opens the file at `url` and reads its header.
  /// - Throws: `ImageIOError`.
  public convenience init(
    contentsOf url: URL, content: Content = .colours, options: DecodingOptions = .init()
  ) throws {
    try self.init(ByteSource(contentsOf: url), content: content, options: options)
  }

  /// Reads the header of an image in memory; `name` stands for the path in errors.
  public convenience init(
    bytes: [UInt8], name: String, content: Content = .colours, options: DecodingOptions = .init()
  ) throws {
    try self.init(ByteSource(bytes: bytes, name: name), content: content, options: options)
  }

  private init(_ source: ByteSource, content: Content, options: DecodingOptions) throws {
    path = source.path
    let format = try ImageFile.format(ofBytes: source.peek(ImageFile.prefixLength), path: source.path)
    decoder = try RowDecoder(source, format: format, raw: content == .storedValues, options: options)
    info = ImageInfo(decoder, format: format)
    let (pixels, overflows) = info.width.multipliedReportingOverflow(by: info.height)
    if overflows || pixels > options.maxPixels {
      throw ImageIOError.tooLarge(
        path: source.path, width: info.width, height: info.height, maxPixels: options.maxPixels)
    }
    if info.needsWholeImage { try checkMemory(rows: Int(decoder.header.height), copies: 2) }
  }

  /// Rows from the top of the stored image that are complete; fewer than all only when truncated data is allowed and
  /// read.
  public var completeRows: Int { decoder.completeRows }

  /// Decodes the next rows: `count` of them, or what is left; nil after the last.
  ///
  /// After the last row the rest of the file is checked too.
  /// - Throws: `ImageIOError`, after which the reader delivers nothing more.
  public func readRows(_ count: Int) throws -> RasterImage? {
    precondition(count > 0, "a band has at least one row")
    let count = min(count, info.height - nextRow)
    guard count > 0 else { return nil }
    let band: RasterImage
    if info.orientation.needsWholeImage {
      let whole = try turned ?? decodeAndTurn()
      band = whole.cropped(x: 0, y: nextRow, width: info.width, height: count)
      turned = nextRow + count < info.height ? whole : nil
      nextRow += count
    } else {
      let stored = try decode(count)
      nextRow += count
      band = stored.turned(info.orientation)
      if nextRow == info.height { try decoder.finish() }
    }
    return band
  }

  /// Decodes all rows that are left.
  public func readAll() throws -> RasterImage {
    precondition(nextRow < info.height, "every row has been read")
    try checkMemory(rows: Int(decoder.header.height), copies: info.orientation == .upright ? 1 : 2)
    guard let image = try readRows(info.height) else {
      throw ImageIOError.truncated(path: path, expectedRows: info.height, readRows: nextRow)
    }
    return image
  }

  private func decodeAndTurn() throws -> RasterImage {
    let stored = try decode(Int(decoder.header.height))
    try decoder.finish()
    return stored.turned(info.orientation)
  }

  private func decode(_ rows: Int) throws -> RasterImage {
    try checkMemory(rows: rows, copies: 1)
    let samples = Int(decoder.header.width) * info.channels * rows
    let values: RasterImage.Samples
    if info.bitDepth == 16 {
      values = .bits16(
        try [UInt16](unsafeUninitializedCapacity: samples) { buffer, count in
          try decoder.read(rows, to: UnsafeMutableRawBufferPointer(buffer))
          count = samples
        })
    } else {
      values = .bits8(
        try [UInt8](unsafeUninitializedCapacity: samples) { buffer, count in
          try decoder.read(rows, to: UnsafeMutableRawBufferPointer(buffer))
          count = samples
        })
    }
    return RasterImage(width: Int(decoder.header.width), height: rows, channels: info.channels, samples: values)
  }

  /// Throws when `copies` of `rows` stored rows are more than the machine's memory, before their allocation would trap.
  private func checkMemory(rows: Int, copies: Int) throws {
    let bytes = decoder.byteCount(rows: rows, copies: copies)
    if bytes > PhysicalMemory.byteCount { throw ImageIOError.outOfMemory(path: path, bytes: bytes) }
  }
}
