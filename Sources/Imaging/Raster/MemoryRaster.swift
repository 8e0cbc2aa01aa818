/// A source that reads the rows of a raster in memory.
public final class MemoryRaster: RasterSource {
  public let info: RasterInfo
  private let raster: Raster
  private var nextRow = 0

  /// - Parameter name: the name that errors show in place of a path.
  public init(_ raster: Raster, name: String = "a raster in memory") {
    self.raster = raster
    info = RasterInfo(
      path: name, width: raster.width, height: raster.height, bands: raster.bands, sampleType: raster.sampleType)
  }

  public func readRows(_ count: Int) -> Raster? {
    let count = min(count, raster.height - nextRow)
    guard count > 0 else { return nil }
    defer { nextRow += count }
    return raster.cropped(x: 0, y: nextRow, width: raster.width, height: count)
  }
}
