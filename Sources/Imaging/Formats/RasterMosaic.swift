import Basics
import Foundation

/// Georeferenced rasters joined to one.
public enum RasterMosaic {
  /// Writes a mosaic of rasters of one coordinate system: a virtual raster that refers to their files for a name that ends in
  /// `.vrt`, and else a GeoTIFF that holds the pixels. Where rasters overlap, the last one is seen.
  /// - Parameters:
  ///   - files: at least one.
  ///   - overviews: how the overviews of a GeoTIFF are made.
  /// - Throws: `ImageIOError.unsupported` for rasters of several coordinate systems or of none, and in builds without GDAL;
  ///   `FileAccessError.unwritable`.
  public static func write(
    _ files: [URL], to url: URL, overviews: GeoTIFFEncoding.Overviews, options: DecodingOptions = .init()
  ) throws {
    guard let first = files.first else { preconditionFailure("a mosaic has at least one raster") }
    let system = try RasterFile.info(of: first, options: options).georeference.coordinateSystem
    for file in files {
      let place = try RasterFile.info(of: file, options: options).georeference
      guard place.transform != nil else {
        throw ImageIOError.unsupported(
          path: file.path, what: "it is not placed on Earth, so a mosaic cannot hold it",
          remedy: "give the images a georeference first")
      }
      guard place.coordinateSystem == system else {
        throw ImageIOError.unsupported(
          path: file.path,
          what: "its coordinate system, \(place.coordinateSystem?.name ?? "none"), is not that of \(first.path), "
            + "\(system?.name ?? "none")",
          remedy: "bring the images into one coordinate system by gdalwarp")
      }
    }
    #if GDAL
      try GDALMosaic.write(files.map(\.path), to: url, overviews: overviews)
    #else
      throw ImageIOError.unsupported(
        path: url.path, what: "this build writes no mosaics", remedy: RasterFile.wayToGDAL)
    #endif
  }
}
