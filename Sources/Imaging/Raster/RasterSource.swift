/// A raster that is delivered from the top in bands of rows: a file, one in memory, or what is made of another.
///
/// A source is read once, by one thread at a time.
public protocol RasterSource: AnyObject {
  /// Size, bands and sample type of what is delivered, and where it comes from.
  var info: RasterInfo { get }

  /// The next rows: `count` of them, or what is left; nil after the last.
  /// - Throws: what reading the source throws, after which nothing more is delivered.
  /// - Precondition: `count` is positive.
  func readRows(_ count: Int) throws -> Raster?
}

extension RasterSource {
  public var width: Int { info.width }
  public var height: Int { info.height }
  public var bands: Int { info.bands }
  /// The path of the file, or a name that stands for it, for messages.
  public var path: String { info.path }

  /// All rows that are left.
  /// - Throws: what reading the source throws.
  /// - Precondition: not every row has been read.
  public func readAll() throws -> Raster {
    let height = info.height
    guard let rows = try readRows(height) else {
      throw ImageIOError.truncated(path: info.path, expectedRows: height, readRows: 0)
    }
    return rows
  }
}

/// Takes a raster from the top in bands of rows.
///
/// A sink is used by one thread at a time. One that is let go before ``finish()`` leaves nothing behind.
public protocol RasterSink: AnyObject {
  /// Takes the next rows.
  /// - Throws: `FileAccessError.unwritable`.
  /// - Precondition: the rows have the width, bands and sample type of the sink, and are no more than it has left.
  func write(_ band: Raster) throws

  /// Makes what was written final.
  /// - Throws: `FileAccessError.unwritable`.
  /// - Precondition: every row has been written.
  func finish() throws
}
