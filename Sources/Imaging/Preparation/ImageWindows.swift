import Foundation
import Synchronization

/// The windows of an image file that are read one by one, prepared, by any number of threads.
package final class ImageWindows: Sendable {
  /// What the prepared pixels are.
  package let info: RasterInfo
  private let url: URL
  private let preparation: ImagePreparation
  private let options: DecodingOptions
  /// Open files that no thread uses now.
  private let idle: Mutex<[Opened]>

  private struct Opened: @unchecked Sendable {
    // One thread at a time takes a file out of the list.
    let source: any WindowedRasterSource
    let rows: PreparedRows
  }

  /// Blocks of more pixels make windows slow.
  private static let mostPixelsOfBlock = 1 << 21

  /// Opens the file at `url`; nil where windows of it cannot be read, or cost as much as large parts of the image.
  /// - Throws: `ImageIOError`, `FileAccessError`.
  package init?(_ url: URL, preparation: ImagePreparation, options: DecodingOptions) throws {
    guard let opened = try Self.open(url, preparation, options) else { return nil }
    let (width, height) = opened.source.blockSize
    let isStrip = width > 4 * height && width >= opened.source.width
    guard !isStrip, width * height <= Self.mostPixelsOfBlock else { return nil }
    self.url = url
    self.preparation = preparation
    self.options = options
    info = opened.rows.info
    idle = Mutex([opened])
  }

  private static func open(
    _ url: URL, _ preparation: ImagePreparation, _ options: DecodingOptions
  ) throws -> Opened? {
    let source = try preparation.select(RasterFile.open(url, options: options))
    return (source as? any WindowedRasterSource).map { Opened(source: $0, rows: PreparedRows($0, by: preparation)) }
  }

  /// The prepared pixels of a rectangle.
  /// - Throws: `ImageIOError`.
  /// - Precondition: the rectangle is not empty and lies within the image.
  package func read(x: Int, y: Int, width: Int, height: Int) throws -> Raster {
    guard let opened = try idle.withLock({ $0.popLast() }) ?? Self.open(url, preparation, options) else {
      throw ImageIOError.unsupported(
        path: info.path, what: "the file has changed: windows of it cannot be read any more", remedy: "begin again")
    }
    let window = opened.rows.prepared(try opened.source.readWindow(x: x, y: y, width: width, height: height))
    idle.withLock { $0.append(opened) }
    return window
  }
}
