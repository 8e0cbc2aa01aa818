/// A source that can read any rectangle, as often as wanted, without the rows above it.
public protocol WindowedRasterSource: RasterSource {
  /// The size of the blocks that the pixels are stored in. A window costs as much as the blocks that it touches.
  var blockSize: (width: Int, height: Int) { get }

  /// The pixels of a rectangle. The rows of ``RasterSource/readRows(_:)`` go on where they were.
  /// - Throws: the error of the source.
  /// - Precondition: the rectangle is not empty and lies within the raster.
  func readWindow(x: Int, y: Int, width: Int, height: Int) throws -> Raster
}
