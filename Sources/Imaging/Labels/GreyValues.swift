/// Labels that are stored as grey with alpha, or as RGB whose three samples are equal.
///
/// A transparent pixel is ``Label/none``.
package final class GreyValues: RasterSource {
  package let info: RasterInfo
  private let source: any RasterSource
  private let bands: Int
  private var nextRow = 0

  /// - Parameter source: a source of 2, 3 or 4 bands, with no row read yet.
  /// - Throws: `ImageIOError.unsupported` for a format that alters values.
  package init(_ source: any RasterSource) throws {
    try source.info.checkHoldsValues()
    self.source = source
    bands = source.info.bands
    info = source.info.derived(bands: 1, sampleType: .uint16)
  }

  /// The next rows as labels of 16 bits.
  /// - Throws: `ImageIOError.coloursForLabels` for a pixel that is not grey, `.unsupported` for a value above 255.
  package func readRows(_ count: Int) throws -> Raster? {
    let firstRow = nextRow
    guard let band = try source.readRows(count) else { return nil }
    nextRow += band.height
    let values =
      switch band.samples {
      case .uint8(let samples): try values(samples, width: band.width, firstRow: firstRow)
      case .uint16(let samples): try values(samples, width: band.width, firstRow: firstRow)
      case .float32: preconditionFailure("the samples of \(info.path) are whole numbers")
      }
    return Raster(
      width: band.width, height: band.height, bands: 1, samples: .uint16(values), validity: band.validity)
  }

  private func values<Sample: FixedWidthInteger>(_ samples: [Sample], width: Int, firstRow: Int) throws -> [UInt16] {
    var values = [UInt16](repeating: Label.none, count: samples.count / bands)
    for place in values.indices {
      let at = place * bands
      if bands == 2 || bands == 4, samples[at + bands - 1] == 0 { continue }
      let value = samples[at]
      if bands >= 3, value != samples[at + 1] || value != samples[at + 2] {
        throw ImageIOError.coloursForLabels(path: info.path, bands: bands)
      }
      guard value <= 255 else {
        throw ImageIOError.valueAbove255(
          path: info.path, value: Int(value), x: place % width, y: firstRow + place / width)
      }
      values[place] = UInt16(value)
    }
    return values
  }
}

extension RasterInfo {
  /// Refuses a file whose compression alters values.
  /// - Throws: `ImageIOError.unsupported`.
  package func checkHoldsValues() throws {
    if let format, !format.isLossless {
      throw ImageIOError.unsupported(
        path: path, what: "a \(format.name) cannot hold labels, since its compression alters the values",
        remedy: "export the labels as palette or grey PNG")
    }
  }
}

extension ImageIOError {
  /// A value of a label file that is too large to be a label.
  package static func valueAbove255(path: String, value: Int, x: Int, y: Int) -> ImageIOError {
    .unsupported(
      path: path, what: "the value \(value) at column \(x), row \(y) is not a label; labels lie in 0...255",
      remedy: "map the values to 0...255, and pixels to ignore to 255")
  }
}
