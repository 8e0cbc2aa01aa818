#if GDAL
  import Basics
  import CGDAL
  import Foundation

  /// Writes a cloud-optimised GeoTIFF from the top in blocks of rows.
  ///
  /// The rows go to a plain GeoTIFF first, since overviews lie before the pixels of a cloud-optimised one. Both are hidden
  /// until the file is finished.
  final class GDALSink: RasterSink {
    private let encoding: GeoTIFFEncoding
    private let width: Int
    private let height: Int
    private let target: URL
    private let rows: AtomicFile
    private var dataset: GDALDatasetH?
    private var nextRow = 0

    /// - Throws: `FileAccessError.unwritable`.
    init(to url: URL, width: Int, height: Int, encoding: GeoTIFFEncoding) throws {
      self.encoding = encoding
      (self.width, self.height) = (width, height)
      target = url
      rows = try AtomicFile(at: url)
      let path = try Self.place(of: rows)
      let options = CStringList([
        "TILED=YES", "BLOCKXSIZE=512", "BLOCKYSIZE=512", "COMPRESS=DEFLATE", "ZLEVEL=1", "BIGTIFF=IF_SAFER",
        encoding.palette == nil ? "PHOTOMETRIC=MINISBLACK" : "PHOTOMETRIC=PALETTE",
      ])
      let type = [SampleType.uint8: GDT_Byte, .uint16: GDT_UInt16, .float32: GDT_Float32][encoding.sampleType]
      let created = GDALLibrary.quietly {
        GDALCreate(
          GDALGetDriverByName("GTiff"), path, Int32(width), Int32(height), Int32(encoding.bands), type ?? GDT_Byte,
          options.pointer)
      }
      guard let created else { throw unwritable }
      dataset = created
      GDALLibrary.quietly { describe(created) }
    }

    deinit { GDALLibrary.quietly { _ = dataset.map { GDALClose($0) } } }

    func write(_ band: Raster) throws {
      precondition(
        band.width == width && band.bands == encoding.bands && band.sampleType == encoding.sampleType
          && nextRow + band.height <= height,
        "rows of \(band.width) pixels with \(band.bands) bands of \(band.sampleType) do not fit the image")
      switch band.samples {
      case .uint8(let values): try write(values, rows: band.height, type: GDT_Byte)
      case .uint16(let values): try write(values, rows: band.height, type: GDT_UInt16)
      case .float32(let values): try write(values, rows: band.height, type: GDT_Float32)
      }
      nextRow += band.height
    }

    func finish() throws {
      precondition(nextRow == height, "\(nextRow) of \(height) rows are written")
      guard let dataset else { preconditionFailure("the image is finished") }
      let isFlushed = GDALLibrary.quietly { () -> Bool in
        GDALFlushCache(dataset)
        return CPLGetLastErrorType() != CE_Failure
      }
      guard isFlushed else { throw unwritable }
      let final = try AtomicFile(at: target)
      let path = try Self.place(of: final)
      let isCopied = GDALLibrary.quietly {
        GDALLibrary.copy(dataset, toCloudOptimised: path, overviews: encoding.overviews)
      }
      guard isCopied else { throw unwritable }
      GDALLibrary.quietly { GDALClose(dataset) }
      self.dataset = nil
      rows.discard()
      try final.commit()
    }

    private func write<Sample>(_ values: [Sample], rows: Int, type: GDALDataType) throws {
      guard let dataset, rows > 0 else { return }
      let size = MemoryLayout<Sample>.size
      var values = values
      let status = values.withUnsafeMutableBytes { bytes in
        GDALLibrary.quietly {
          GDALDatasetRasterIOEx(
            dataset, GF_Write, 0, Int32(nextRow), Int32(width), Int32(rows), bytes.baseAddress, Int32(width),
            Int32(rows),
            type, Int32(encoding.bands), nil, GSpacing(size * encoding.bands), GSpacing(size * encoding.bands * width),
            GSpacing(size), nil)
        }
      }
      if status != CE_None { throw unwritable }
    }

    /// Puts everything but the pixels into the file.
    private func describe(_ dataset: GDALDatasetH) {
      if let transform = encoding.georeference.transform {
        var numbers = transform.geoTransform
        GDALSetGeoTransform(dataset, &numbers)
      }
      if let system = encoding.georeference.coordinateSystem { GDALSetProjection(dataset, system.wkt) }
      for (key, value) in encoding.metadata { GDALSetMetadataItem(dataset, key, value, nil) }
      for index in 0..<encoding.bands {
        guard let band = GDALGetRasterBand(dataset, Int32(index + 1)) else { continue }
        if let noData = encoding.noData { GDALSetRasterNoDataValue(band, noData) }
        if index < encoding.bandNames.count { GDALSetDescription(band, encoding.bandNames[index]) }
      }
      if let palette = encoding.palette, let band = GDALGetRasterBand(dataset, 1) {
        let table = GDALCreateColorTable(GPI_RGB)
        for (index, colour) in palette.colours.enumerated() {
          var entry = GDALColorEntry(c1: Int16(colour.red), c2: Int16(colour.green), c3: Int16(colour.blue), c4: 255)
          GDALSetColorEntry(table, Int32(index), &entry)
        }
        GDALSetRasterColorTable(band, table)
        GDALDestroyColorTable(table)
      }
    }

    private static func place(of file: AtomicFile) throws -> String {
      guard let path = file.temporaryPath else {
        throw FileAccessError.unwritable(path: file.path, reason: "a GeoTIFF needs a file, not a device or a pipe")
      }
      return path
    }

    private var unwritable: FileAccessError {
      let path = target.path(percentEncoded: false)
      return .unwritable(path: path, reason: GDALLibrary.lastMessage(of: path))
    }
  }
#endif
