#if GDAL
  import Basics
  import CGDAL
  import Foundation

  /// The pixels of a raster that GDAL reads.
  ///
  /// Byte and UInt16 samples keep their type; all others become Float32, and so do samples with a scale or an offset. A pixel
  /// of whole numbers has no data where no band has any, and one of Float32 where any band has none.
  final class GDALSource: WindowedRasterSource, BandSelectingSource {
    private(set) var info: RasterInfo
    private let dataset: GDALDataset
    private let bands: [GDALBand]
    /// The places of the bands that are read.
    private var places: [Int]
    private let palette: Palette?
    private let greyFactor: UInt8
    private var hidesTransparent = false
    private var nextRow = 0

    /// - Parameter asStored: whether palette indices and grey values are read as they are stored, and not as colours.
    /// - Throws: `ImageIOError`.
    init(_ path: String, asStored: Bool, files: Georeference, options: DecodingOptions) throws {
      dataset = try GDALDataset(path, options: options)
      let dataset = dataset
      bands = dataset.bands
      let limit = options.maxPixels ?? Self.defaultMaxPixels
      (info, palette) = try GDALLibrary.quietly {
        try Self.describe(dataset, asStored: asStored, files: files, maxPixels: limit)
      }
      let bits = info.storedBitDepth
      greyFactor = !asStored && palette == nil && bands.count == 1 ? [1: 255, 2: 85, 4: 17][bits] ?? 1 : 1
      places = Array(bands.indices)
      GDALLibrary.makeRoom(
        forBlocks: blockSize.height * info.width * bands.count * info.sampleType.byteCount)
    }

    /// What is known of a file without its pixels, and the colours of its indices where they are to become colours.
    private static func describe(
      _ dataset: GDALDataset, asStored: Bool, files: Georeference, maxPixels: Int
    ) throws -> (info: RasterInfo, palette: Palette?) {
      let (path, bands, width, height) = (dataset.path, dataset.bands, dataset.width, dataset.height)
      guard let first = bands.first else {
        throw ImageIOError.unsupported(
          path: path, what: "the file holds no raster of its own", remedy: "extract one of its layers by gdal_translate"
        )
      }
      let (pixels, overflows) = width.multipliedReportingOverflow(by: height)
      if overflows || pixels > maxPixels {
        throw ImageIOError.tooLarge(path: path, width: width, height: height, maxPixels: maxPixels)
      }
      if let complex = bands.first(where: { GDALDataTypeIsComplex($0.type) != 0 }) {
        throw ImageIOError.unsupported(
          path: path, what: "samples of the type \(String(cString: GDALGetDataTypeName(complex.type)))",
          remedy: "convert them to amplitudes")
      }
      let sampleType = sampleType(of: bands)
      let table = bands.count == 1 && sampleType == .uint8 ? first.palette : nil
      let colours = asStored ? nil : table
      let place = dataset.georeference
      let info = RasterInfo(
        path: path, width: width, height: height, bands: colours.map { $0.isGrey ? 1 : 3 } ?? bands.count,
        hasAlpha: bands.count > 1 && bands[bands.count - 1].isAlpha,
        bandNames: bands.contains { !$0.name.isEmpty } ? bands.map(\.name) : [], sampleType: sampleType,
        noData: first.noData,
        mayLackData: sampleType == .float32 || bands.contains { $0.isMasked && !$0.isMaskedByAlpha },
        georeference: place.transform == nil && place.coordinateSystem == nil ? files : place, palette: table,
        format: format(of: dataset.handle), storedBitDepth: first.significantBits)
      return (info, colours)
    }

    /// The most pixels of a raster where no other limit is set: 262144 x 262144. Rasters are read piece by piece, so their
    /// size is bounded by patience, not by memory.
    static let defaultMaxPixels = 1 << 36

    var blockSize: (width: Int, height: Int) {
      var (width, height): (Int32, Int32) = (0, 0)
      GDALGetBlockSize(bands[0].handle, &width, &height)
      return (Int(width), Int(height))
    }

    func select(_ bands: [Int], hidesTransparent: Bool) -> Bool {
      precondition(nextRow == 0, "bands are chosen before rows are read")
      guard palette == nil else { return false }
      places = bands
      self.hidesTransparent = hidesTransparent
      info = info.selecting(bands, hidesTransparent: hidesTransparent)
      return true
    }

    func readRows(_ count: Int) throws -> Raster? {
      precondition(count > 0, "a band has at least one row")
      let count = min(count, info.height - nextRow)
      guard count > 0 else { return nil }
      defer { nextRow += count }
      return try readWindow(x: 0, y: nextRow, width: info.width, height: count)
    }

    func readWindow(x: Int, y: Int, width: Int, height: Int) throws -> Raster {
      let bytes = width.multipliedReportingOverflow(by: height * places.count * info.sampleType.byteCount)
      if bytes.overflow || bytes.partialValue > PhysicalMemory.byteCount {
        throw ImageIOError.outOfMemory(path: info.path, bytes: bytes.overflow ? .max : bytes.partialValue)
      }
      let area = Area(x: x, y: y, width: width, height: height)
      let validity = try validity(area)
      func raster(_ samples: Raster.Samples, bands: Int) -> Raster {
        Raster(width: width, height: height, bands: bands, samples: samples, validity: validity)
      }
      switch info.sampleType {
      case .uint8:
        var values: [UInt8] = try samples(area, type: GDT_Byte)
        if greyFactor != 1 { for at in values.indices { values[at] = values[at] &* greyFactor } }
        guard let palette else { return raster(.uint8(values), bands: places.count) }
        return raster(.uint8(colours(values, palette)), bands: info.bands)
      case .uint16:
        return raster(.uint16(try samples(area, type: GDT_UInt16)), bands: places.count)
      case .float32:
        var values: [Float] = try samples(area, type: GDT_Float32)
        for (c, place) in places.enumerated() {
          guard let scaling = bands[place].scaling else { continue }
          for at in stride(from: c, to: values.count, by: places.count) {
            values[at] = values[at] * scaling.factor + scaling.offset
          }
        }
        return raster(.float32(values), bands: places.count)
      }
    }

    private struct Area {
      let x, y, width, height: Int
      var count: Int { width * height }
    }

    private func samples<Sample>(_ area: Area, type: GDALDataType) throws -> [Sample] {
      let size = MemoryLayout<Sample>.size
      var numbers = places.map { Int32($0 + 1) }
      return try [Sample](unsafeUninitializedCapacity: area.count * places.count) { target, count in
        let status = GDALLibrary.quietly {
          GDALDatasetRasterIOEx(
            dataset.handle, GF_Read, Int32(area.x), Int32(area.y), Int32(area.width), Int32(area.height),
            target.baseAddress, Int32(area.width), Int32(area.height), type, Int32(places.count), &numbers,
            GSpacing(size * places.count), GSpacing(size * places.count * area.width), GSpacing(size), nil)
        }
        try check(status)
        count = area.count * places.count
      }
    }

    /// 1 where a pixel has data; nil where all have.
    private func validity(_ area: Area) throws -> [UInt8]? {
      let masked = places.filter { bands[$0].isMasked && !bands[$0].isMaskedByAlpha }
      var result: [UInt8]?
      if let first = masked.first, masked.allSatisfy({ bands[$0].sharesMask }) {
        result = try mask(of: bands[first], area)
      } else if !masked.isEmpty, info.sampleType == .float32 || masked.count == places.count {
        let masks = try masked.map { try mask(of: bands[$0], area) }
        let needsAll = info.sampleType == .float32
        result = (0..<area.count).map { pixel in
          masks.dropFirst().reduce(masks[0][pixel]) { needsAll ? min($0, $1[pixel]) : max($0, $1[pixel]) }
        }
      }
      if hidesTransparent, let last = bands.last {
        let alpha = try read(last.handle, area)
        result = result.map { zip($0, alpha).map { $0 == 0 || $1 == 0 ? 0 : 1 } } ?? alpha
      }
      guard var result, result.contains(0) else { return nil }
      for pixel in result.indices where result[pixel] != 0 { result[pixel] = 1 }
      return result
    }

    private func mask(of band: GDALBand, _ area: Area) throws -> [UInt8] {
      try read(GDALGetMaskBand(band.handle), area)
    }

    /// One band as bytes; greater values are 255.
    private func read(_ band: GDALRasterBandH, _ area: Area) throws -> [UInt8] {
      try [UInt8](unsafeUninitializedCapacity: area.count) { target, count in
        let status = GDALLibrary.quietly {
          GDALRasterIOEx(
            band, GF_Read, Int32(area.x), Int32(area.y), Int32(area.width), Int32(area.height), target.baseAddress,
            Int32(area.width), Int32(area.height), GDT_Byte, 0, 0, nil)
        }
        try check(status)
        count = area.count
      }
    }

    private func check(_ status: CPLErr) throws {
      guard status != CE_None else { return }
      throw ImageIOError.corrupt(path: info.path, reason: GDALLibrary.lastMessage(of: info.path))
    }

    private func colours(_ indices: [UInt8], _ palette: Palette) -> [UInt8] {
      let black = Palette.Colour(hex: 0)
      let table = (0..<256).map { $0 < palette.colours.count ? palette.colours[$0] : black }
      var values: [UInt8] = []
      values.reserveCapacity(3 * indices.count)
      for index in indices {
        let colour = table[Int(index)]
        values.append(colour.red)
        guard info.bands == 3 else { continue }
        values.append(colour.green)
        values.append(colour.blue)
      }
      return values
    }

    private static func sampleType(of bands: [GDALBand]) -> SampleType {
      if bands.contains(where: { $0.scaling != nil }) { return .float32 }
      let isSigned = bands.contains {
        GDALGetMetadataItem($0.handle, "PIXELTYPE", "IMAGE_STRUCTURE").map { String(cString: $0) } == "SIGNEDBYTE"
      }
      if isSigned { return .float32 }
      if bands.allSatisfy({ $0.type == GDT_Byte }) { return .uint8 }
      return bands.allSatisfy { $0.type == GDT_Byte || $0.type == GDT_UInt16 } ? .uint16 : .float32
    }

    private static func format(of dataset: GDALDatasetH) -> RasterFormat? {
      guard let driver = GDALGetDatasetDriver(dataset) else { return nil }
      let name = String(cString: GDALGetDriverShortName(driver))
      let names = ["GTiff": "GeoTIFF", "JP2OpenJPEG": "JPEG 2000", "HFA": "Erdas Imagine"]
      return RasterFormat(
        name: names[name] ?? name, extensions: GDALLibrary.extensions, isLossless: !["JPEG"].contains(name))
    }
  }

  extension Palette {
    /// Whether all colours are greys.
    fileprivate var isGrey: Bool { colours.allSatisfy { $0.red == $0.green && $0.green == $0.blue } }
  }
#endif
