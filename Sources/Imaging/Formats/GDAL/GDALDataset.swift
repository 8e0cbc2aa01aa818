#if GDAL
  import Basics
  import CGDAL
  import Foundation

  /// An open file of GDAL.
  final class GDALDataset {
    let handle: GDALDatasetH
    let path: String

    /// Opens the file at `path` to read it.
    /// - Throws: `ImageIOError.notAnImage`, `.corrupt`, `.unsupported` for a virtual raster that leads to another machine.
    init(_ path: String, options: DecodingOptions) throws {
      self.path = path
      if !options.allowRemote, let place = RemoteReferences.first(in: path) {
        throw ImageIOError.unsupported(
          path: path, what: "it refers to \(place), which is no file on this machine",
          remedy: "fetch that file, or allow remote files if you trust this one")
      }
      let opened = GDALLibrary.quietly { () -> GDALDatasetH? in
        let drivers = options.allowRemote ? nil : CStringList(GDALLibrary.drivers)
        return GDALOpenEx(
          path, UInt32(GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR), drivers?.constant, nil, nil)
      }
      guard let opened else {
        let message = GDALLibrary.lastMessage(of: path)
        if message.contains("not recognized as") {
          throw ImageIOError.notAnImage(path: path, found: "GDAL does not know it either")
        }
        throw ImageIOError.corrupt(path: path, reason: message)
      }
      handle = opened
    }

    deinit { GDALLibrary.quietly { GDALClose(handle) } }

    var width: Int { Int(GDALGetRasterXSize(handle)) }
    var height: Int { Int(GDALGetRasterYSize(handle)) }
    var bands: [GDALBand] {
      (0..<max(0, GDALGetRasterCount(handle))).compactMap { GDALGetRasterBand(handle, $0 + 1) }.map {
        GDALBand(handle: $0)
      }
    }

    var georeference: Georeference {
      var numbers = [Double](repeating: 0, count: 6)
      let hasTransform = GDALGetGeoTransform(handle, &numbers) == CE_None
      let wkt = GDALGetProjectionRef(handle).map { String(cString: $0) } ?? ""
      return Georeference(
        transform: hasTransform ? PixelTransform(geoTransform: numbers) : nil,
        coordinateSystem: CoordinateSystem(wkt: wkt))
    }
  }

  /// A band of a ``GDALDataset``, which must outlive it.
  struct GDALBand {
    let handle: GDALRasterBandH

    var type: GDALDataType { GDALGetRasterDataType(handle) }
    var name: String { String(cString: GDALGetDescription(handle)) }
    var isAlpha: Bool { GDALGetRasterColorInterpretation(handle) == GCI_AlphaBand }

    var noData: Double? {
      var isSet: Int32 = 0
      let value = GDALGetRasterNoDataValue(handle, &isSet)
      return isSet != 0 ? value : nil
    }

    /// What a stored value is multiplied by, and what is added then, to get the value that it stands for; nil where it stands
    /// for itself.
    var scaling: (factor: Float, offset: Float)? {
      let (factor, offset) = (GDALGetRasterScale(handle, nil), GDALGetRasterOffset(handle, nil))
      guard factor.isFinite, offset.isFinite, factor != 1 || offset != 0, factor != 0 else { return nil }
      return (Float(factor), Float(offset))
    }

    /// The bits of a stored value where they are fewer than its type has.
    var significantBits: Int? {
      GDALGetMetadataItem(handle, "NBITS", "IMAGE_STRUCTURE").flatMap { Int(String(cString: $0)) }
    }

    /// The colour table of a band of indices.
    var palette: Palette? {
      guard let table = GDALGetRasterColorTable(handle) else { return nil }
      let count = min(256, GDALGetColorEntryCount(table))
      return Palette(
        (0..<count).map { index in
          var entry = GDALColorEntry()
          GDALGetColorEntryAsRGB(table, index, &entry)
          func part(_ value: Int16) -> UInt8 { UInt8(clamping: value) }
          return Palette.Colour(red: part(entry.c1), green: part(entry.c2), blue: part(entry.c3))
        })
    }

    /// Whether a mask of the band tells which pixels have data. Transparency and a no-data value are masks too.
    var isMasked: Bool { GDALGetMaskFlags(handle) & Int32(GMF_ALL_VALID) == 0 }

    /// Whether the mask of the band is that of all bands.
    var sharesMask: Bool { GDALGetMaskFlags(handle) & Int32(GMF_PER_DATASET) != 0 }

    /// Whether the mask is a band of transparency.
    var isMaskedByAlpha: Bool { GDALGetMaskFlags(handle) & Int32(GMF_ALPHA) != 0 }
  }

  /// A list of texts as GDAL takes them.
  final class CStringList {
    private(set) var pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?

    init(_ texts: [String]) { for text in texts { pointer = CSLAddString(pointer, text) } }

    /// The list for functions that do not change it.
    var constant: UnsafePointer<UnsafePointer<CChar>?>? {
      pointer.map { UnsafeRawPointer($0).assumingMemoryBound(to: UnsafePointer<CChar>?.self) }
    }

    deinit { CSLDestroy(pointer) }
  }
#endif
