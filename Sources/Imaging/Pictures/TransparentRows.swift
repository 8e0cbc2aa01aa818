/// A picture whose pixels without data are transparent: RGB and alpha.
package final class TransparentRows: RasterSource {
  package let info: RasterInfo
  private let source: any RasterSource

  /// - Parameter source: a picture of 8-bit RGB with no row read yet.
  /// - Precondition: the picture has three bands.
  package init(_ source: any RasterSource) {
    precondition(source.bands == 3, "a picture has three bands, not \(source.bands)")
    self.source = source
    info = source.info.derived(bands: 4, sampleType: .uint8)
  }

  package func readRows(_ count: Int) throws -> Raster? {
    guard let band = try source.readRows(count) else { return nil }
    let samples = band.samples8
    var values = [UInt8](repeating: 0, count: 4 * band.width * band.height)
    for pixel in 0..<band.width * band.height where band.validity.map({ $0[pixel] != 0 }) ?? true {
      for c in 0..<3 { values[4 * pixel + c] = samples[3 * pixel + c] }
      values[4 * pixel + 3] = 255
    }
    return Raster(
      width: band.width, height: band.height, bands: 4, samples: .uint8(values), validity: band.validity)
  }
}
