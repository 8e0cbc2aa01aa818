#if GDAL
  import CGDAL
  import Foundation
  import Synchronization

  /// The GDAL library, set up once for the process.
  enum GDALLibrary {
    /// The formats that are opened. All of them read local files alone, unless a VRT leads elsewhere.
    static let drivers = [
      "GTiff", "VRT", "JP2OpenJPEG", "HFA", "ENVI", "EHdr", "AAIGrid", "PNG", "JPEG", "BMP", "GIF", "WEBP", "PNM",
      "SRTMHGT", "USGSDEM", "PCIDSK", "RST", "SAGA", "GSBG",
    ]

    /// The extensions of the files of these formats, without the dot, in lower case. Text and data files that only may
    /// be rasters are left out.
    static let extensions: Set<String> = [
      "tif", "tiff", "gtif", "gtiff", "vrt", "jp2", "j2k", "jpx", "img", "bil", "bip", "bsq", "asc", "bmp", "gif",
      "webp", "pnm", "ppm", "pgm", "hgt", "dem", "pix", "rst", "sdat", "grd",
    ]

    /// Bytes of decoded blocks that GDAL keeps for all files, unless a file needs more.
    private static let cachedBytes = 96 << 20
    private static let mostCachedBytes = 1 << 30
    private static let cache = Mutex(cachedBytes)

    private static let isReady: Bool = {
      GDALAllRegister()
      GDALSetCacheMax64(GIntBig(cachedBytes))
      return true
    }()

    /// Makes room for a row of blocks, so that none is decoded again for each of its rows.
    static func makeRoom(forBlocks bytes: Int) {
      cache.withLock { size in
        let wanted = min(2 * bytes, mostCachedBytes)
        guard wanted > size else { return }
        size = wanted
        GDALSetCacheMax64(GIntBig(wanted))
      }
    }

    /// Copies an open raster to a cloud-optimised GeoTIFF with overviews, within ``quietly(_:)``.
    /// - Returns: whether all of it is written.
    static func copy(
      _ dataset: GDALDatasetH, toCloudOptimised path: String, overviews: GeoTIFFEncoding.Overviews
    ) -> Bool {
      let options = CStringList([
        "COMPRESS=DEFLATE", "BLOCKSIZE=512", "BIGTIFF=IF_SAFER", "NUM_THREADS=2",
        "OVERVIEW_RESAMPLING=\(overviews.rawValue.uppercased())",
      ])
      let copy = GDALCreateCopy(GDALGetDriverByName("COG"), path, dataset, 0, options.pointer, nil, nil)
      if let copy { GDALClose(copy) }
      return copy != nil && CPLGetLastErrorType() != CE_Failure
    }

    /// Calls `body` with GDAL's messages kept off the terminal.
    static func quietly<Result>(_ body: () throws -> Result) rethrows -> Result {
      precondition(isReady)
      CPLPushErrorHandler(CPLQuietErrorHandler)
      defer { CPLPopErrorHandler() }
      CPLErrorReset()
      return try body()
    }

    /// What went wrong last on this thread.
    static func lastMessage(of path: String) -> String {
      var message = String(cString: CPLGetLastErrorMsg())
      // Whoever shows the message names the file and ends the sentence.
      for prefix in [path + ", ", path + ": ", path + ":"] where message.hasPrefix(prefix) {
        message.removeFirst(prefix.count)
      }
      while message.last == "." { message.removeLast() }
      return message.isEmpty ? "GDAL gives no reason" : message
    }
  }
#endif
