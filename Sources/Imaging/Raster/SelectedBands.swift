/// A source that can leave out bands before it reads them.
protocol BandSelectingSource: RasterSource {
  /// Reads only these bands from now on. No row has been read yet.
  /// - Parameter hidesTransparent: whether transparent pixels have no data, where the transparency is none of the bands.
  /// - Returns: false where the bands are not stored one by one, as those of a palette, and nothing has changed.
  func select(_ bands: [Int], hidesTransparent: Bool) -> Bool
}

/// Some bands of a source.
final class SelectedBands: RasterSource {
  let info: RasterInfo
  private let source: any RasterSource
  private let places: [Int]
  private let hidesTransparent: Bool

  /// The bands at `places` of `source`, which has no row read yet.
  /// - Parameter hidesTransparent: whether transparent pixels, by the last band of the source, have no data.
  static func of(_ source: any RasterSource, places: [Int], hidesTransparent: Bool) -> any RasterSource {
    let selecting = source as? any BandSelectingSource
    if let selecting, selecting.select(places, hidesTransparent: hidesTransparent) { return selecting }
    return SelectedBands(source, places: places, hidesTransparent: hidesTransparent)
  }

  private init(_ source: any RasterSource, places: [Int], hidesTransparent: Bool) {
    self.source = source
    self.places = places
    self.hidesTransparent = hidesTransparent
    info = source.info.selecting(places, hidesTransparent: hidesTransparent)
  }

  func readRows(_ count: Int) throws -> Raster? {
    guard let band = try source.readRows(count) else { return nil }
    func pick<Sample: RasterSample>(_ values: [Sample]) -> Raster {
      var validity = band.validity
      if hidesTransparent {
        var mask = validity ?? [UInt8](repeating: 1, count: band.width * band.height)
        for pixel in mask.indices where values[pixel * band.bands + band.bands - 1].float == 0 { mask[pixel] = 0 }
        validity = mask.contains(0) ? mask : nil
      }
      var picked: [Sample] = []
      picked.reserveCapacity(band.width * band.height * places.count)
      for pixel in 0..<band.width * band.height {
        for place in places { picked.append(values[pixel * band.bands + place]) }
      }
      return Raster(
        width: band.width, height: band.height, bands: places.count, samples: Sample.samples(picked),
        validity: validity)
    }
    switch band.samples {
    case .uint8(let values): return pick(values)
    case .uint16(let values): return pick(values)
    case .float32(let values): return pick(values)
    }
  }
}

extension RasterInfo {
  /// The properties of some of the bands.
  func selecting(_ places: [Int], hidesTransparent: Bool) -> RasterInfo {
    var info = self
    info.bands = places.count
    info.hasAlpha = false
    info.bandNames = bandNames.isEmpty ? [] : places.map { bandNames[$0] }
    info.mayLackData = mayLackData || hidesTransparent
    info.palette = nil
    return info
  }
}
