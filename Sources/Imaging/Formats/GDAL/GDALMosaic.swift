#if GDAL
  import Basics
  import CGDAL
  import Foundation

  /// Joins rasters by GDAL's virtual rasters.
  enum GDALMosaic {
    static func write(_ paths: [String], to url: URL, overviews: GeoTIFFEncoding.Overviews) throws {
      let isVirtual = url.pathExtension.lowercased() == "vrt"
      let file = try AtomicFile(at: url)
      guard let target = file.temporaryPath else {
        throw FileAccessError.unwritable(path: url.path, reason: "a mosaic needs a file, not a device or a pipe")
      }
      let virtual = isVirtual ? target : "/vsimem/tessera-mosaic-\(UInt64.random(in: .min ... .max)).vrt"
      try GDALLibrary.quietly {
        let sources = CStringList(paths)
        guard let options = GDALBuildVRTOptionsNew(nil, nil) else { throw failure(url) }
        defer { GDALBuildVRTOptionsFree(options) }
        var usage: Int32 = 0
        guard
          let built = GDALBuildVRT(
            virtual, Int32(paths.count), nil, sources.constant, options, &usage)
        else { throw failure(url) }
        defer { if !isVirtual { VSIUnlink(virtual) } }
        if isVirtual {
          GDALClose(built)
        } else {
          defer { GDALClose(built) }
          guard GDALLibrary.copy(built, toCloudOptimised: target, overviews: overviews) else { throw failure(url) }
        }
      }
      try file.commit()
    }

    private static func failure(_ url: URL) -> FileAccessError {
      .unwritable(path: url.path, reason: GDALLibrary.lastMessage(of: url.path))
    }
  }
#endif
