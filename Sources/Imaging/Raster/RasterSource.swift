/// A raster that is read from the top in blocks of rows: a file, a raster in memory, or one that is made from another.
///
/// A source is read once, by one thread at a time.
public protocol RasterSource: AnyObject {
  /// The size, bands and sample type of the rows, and the file that they come from.
  var info: RasterInfo { get }

  /// The next `count` rows, or fewer at the end; nil after the last row.
  /// - Throws: the error of the source. No rows can be read after an error.
  /// - Precondition: `count` is positive.
  func readRows(_ count: Int) throws -> Raster?
}

extension RasterSource {
  /// The number of columns.
  public var width: Int { info.width }
  /// The number of rows.
  public var height: Int { info.height }
  /// Samples for each pixel.
  public var bands: Int { info.bands }
  /// The path of the file, or a name in its place, for messages.
  public var path: String { info.path }

  /// All remaining rows.
  /// - Throws: the error of the source.
  /// - Precondition: not every row has been read.
  public func readAll() throws -> Raster {
    let height = info.height
    guard let rows = try readRows(height) else {
      throw ImageIOError.truncated(path: info.path, expectedRows: height, readRows: 0)
    }
    return rows
  }
}

/// Writes a raster from the top in blocks of rows.
///
/// A sink is used by one thread at a time. Without a call of ``finish()`` no file is left.
public protocol RasterSink: AnyObject {
  /// Writes the next rows.
  /// - Throws: `FileAccessError.unwritable`.
  /// - Precondition: the rows have the width, bands and sample type of the sink, and no more rows than the sink expects.
  func write(_ band: Raster) throws

  /// Completes the raster.
  /// - Throws: `FileAccessError.unwritable`.
  /// - Precondition: every row has been written.
  func finish() throws
}
