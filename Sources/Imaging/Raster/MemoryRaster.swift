/// A source that reads the rows of a raster in memory.
public final class MemoryRaster: RasterSource {
  public let info: RasterInfo
  /// All pixels, also those that have been read.
  public let raster: Raster
  private var nextRow = 0

  /// - Parameter name: the name that errors show in place of a path.
  public convenience init(_ raster: Raster, name: String = "a raster in memory") {
    self.init(
      raster,
      info: RasterInfo(
        path: name, width: raster.width, height: raster.height, bands: raster.bands, sampleType: raster.sampleType))
  }

  /// A raster with the properties of the file that it comes from.
  /// - Precondition: bands and sample type are those of the raster.
  package init(_ raster: Raster, info: RasterInfo) {
    precondition(
      raster.bands == info.bands && raster.sampleType == info.sampleType, "the pixels are not those of \(info.path)")
    self.raster = raster
    self.info =
      info.width == raster.width && info.height == raster.height
      ? info : info.resized(width: raster.width, height: raster.height)
  }

  /// The same raster with no row read.
  package var unread: MemoryRaster { MemoryRaster(raster, info: info) }

  public func readRows(_ count: Int) -> Raster? {
    let count = min(count, raster.height - nextRow)
    guard count > 0 else { return nil }
    defer { nextRow += count }
    return raster.cropped(x: 0, y: nextRow, width: raster.width, height: count)
  }
}

extension RasterInfo {
  fileprivate func resized(width: Int, height: Int) -> RasterInfo {
    var info = self
    (info.width, info.height) = (width, height)
    info.georeference = .none
    return info
  }
}
