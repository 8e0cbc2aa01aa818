/// The rows of an image after an ``ImagePreparation``.
///
/// Pixels without data are marked in the validity and get the middle of the range, the same for all images. So what a network
/// sees beside them depends on no other image and on no tiling, and differs from any value by half the range at most.
final class PreparedRows: RasterSource {
  let info: RasterInfo
  private let source: any RasterSource
  private let isMasked: Bool
  private let dropsLastBand: Bool
  /// The samples of pixels without data in the first bands, which decide it; nil where no value marks them.
  private let noData: [Int]?
  private let tables8: [[UInt8]]
  private let tables16: [[UInt16]]
  /// For Float32 what a sample of each band is lessened by and then multiplied by; empty where it stays as it is.
  private let scales: [(offset: Float, factor: Float)]

  init(_ source: any RasterSource, by preparation: ImagePreparation) {
    self.source = source
    let stored = source.info
    isMasked = preparation.isMasked(stored)
    dropsLastBand = preparation.dropsLastBand(stored)
    var info = stored
    if dropsLastBand {
      info.bands -= 1
      info.hasAlpha = false
    }
    self.info = info
    let (sampleType, isGrey) = (stored.sampleType, info.bands == 1)
    noData =
      sampleType == .float32
      ? nil
      : preparation.noData.samples(colours: isGrey ? 1 : 3, fullScale: sampleType == .uint8 ? 255 : 65_535)
        .map { Array($0.prefix(info.bands)) }
    let range = preparation.range(of: sampleType, bands: info.bands)
    tables8 = sampleType == .uint8 ? range?.tables(UInt8.self) ?? [] : []
    tables16 = sampleType == .uint16 ? range?.tables(UInt16.self) ?? [] : []
    scales = sampleType == .float32 ? range?.scales ?? [] : []
  }

  func readRows(_ count: Int) throws -> Raster? { try source.readRows(count).map(prepared) }

  /// - Parameter band: rows as the source gives them.
  func prepared(_ band: Raster) -> Raster {
    switch band.samples {
    case .uint8(let values): return prepared(values, of: band, tables: tables8)
    case .uint16(let values): return prepared(values, of: band, tables: tables16)
    case .float32(let values): return prepared(values, of: band)
    }
  }

  /// Float32 samples: stretched, 0...1 then, and without what is not a number.
  private func prepared(_ stored: [Float], of band: Raster) -> Raster {
    var values = dropsLastBand ? Self.withoutLastBand(stored, bands: band.bands) : stored
    let bands = info.bands
    var mask = band.validity ?? [UInt8](repeating: 1, count: band.width * band.height)
    for pixel in mask.indices {
      if isMasked && stored[pixel * band.bands + band.bands - 1] == 0 { mask[pixel] = 0 }
      for at in pixel * bands..<(pixel + 1) * bands where !values[at].isFinite { mask[pixel] = 0 }
    }
    for (place, scale) in scales.enumerated() {
      for at in stride(from: place, to: values.count, by: bands) {
        values[at] = min(max((values[at] - scale.offset) * scale.factor, 0), 1)
      }
    }
    let hasNoData = mask.contains(0)
    if hasNoData { Self.fill(&values, where: mask, bands: bands, with: 0.5) }
    return Raster(
      width: band.width, height: band.height, bands: bands, samples: .float32(values),
      validity: hasNoData ? mask : nil)
  }

  private func prepared<Sample: RasterSample & FixedWidthInteger>(
    _ stored: [Sample], of band: Raster, tables: [[Sample]]
  ) -> Raster {
    let validity = validity(stored, of: band)
    if validity == nil && !dropsLastBand && tables.isEmpty { return band }
    var values = dropsLastBand ? Self.withoutLastBand(stored, bands: band.bands) : stored
    let bands = info.bands
    for (place, table) in tables.enumerated() {
      values.withUnsafeMutableBufferPointer { values in
        table.withUnsafeBufferPointer { table in
          for at in stride(from: place, to: values.count, by: bands) { values[at] = table[Int(values[at])] }
        }
      }
    }
    if let validity { Self.fill(&values, where: validity, bands: bands, with: Sample.max / 2 + 1) }
    return Raster(
      width: band.width, height: band.height, bands: bands, samples: Sample.samples(values), validity: validity)
  }

  /// 1 where a pixel has data; nil where all have.
  private func validity<Sample: FixedWidthInteger>(_ stored: [Sample], of band: Raster) -> [UInt8]? {
    let pattern = noData.map { $0.map { Sample(truncatingIfNeeded: $0) } }
    guard isMasked || pattern != nil else { return band.validity?.contains(0) == true ? band.validity : nil }
    let bands = band.bands
    var mask = band.validity ?? [UInt8](repeating: 1, count: band.width * band.height)
    var isWhole = true
    stored.withUnsafeBufferPointer { stored in
      mask.withUnsafeMutableBufferPointer { mask in
        for pixel in mask.indices {
          let at = pixel * bands
          if isMasked && stored[at + bands - 1] == 0 { mask[pixel] = 0 }
          if let pattern {
            var matches = true
            for c in 0..<pattern.count where stored[at + c] != pattern[c] { matches = false }
            if matches { mask[pixel] = 0 }
          }
          isWhole = isWhole && mask[pixel] != 0
        }
      }
    }
    return isWhole ? nil : mask
  }

  private static func withoutLastBand<Sample>(_ stored: [Sample], bands: Int) -> [Sample] {
    let kept = bands - 1
    let pixels = stored.count / bands
    return [Sample](unsafeUninitializedCapacity: pixels * kept) { target, count in
      stored.withUnsafeBufferPointer { stored in
        for pixel in 0..<pixels {
          for c in 0..<kept { target.initializeElement(at: pixel * kept + c, to: stored[pixel * bands + c]) }
        }
      }
      count = pixels * kept
    }
  }

  private static func fill<Sample>(
    _ values: inout [Sample], where validity: [UInt8], bands: Int, with neutral: Sample
  ) {
    for (pixel, isValid) in validity.enumerated() where isValid == 0 {
      for at in pixel * bands..<(pixel + 1) * bands { values[at] = neutral }
    }
  }
}
