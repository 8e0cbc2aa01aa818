/// The values of a file of one value a pixel as labels: indices of a palette, or grey values as stored.
package final class LabelValues: RasterSource {
  /// What the values mean.
  package enum Meaning: Sendable {
    /// Values up to 255, whatever a data set takes them for.
    case values
    /// Clusters or classes of a mask: 255 means none in files of 8 bits, and 65535 in files of 16.
    case mask
  }

  package let info: RasterInfo
  private let source: any RasterSource
  private let meaning: Meaning
  private var nextRow = 0

  /// - Parameter source: delivers values as stored; of which no row has been read.
  /// - Throws: `ImageIOError.unsupported` for a format that alters values, and for colours.
  package init(_ source: any RasterSource, meaning: Meaning) throws {
    let stored = source.info
    if let format = stored.format, !format.isLossless {
      throw ImageIOError.unsupported(
        path: stored.path,
        what: "a \(format.name) cannot serve as label map, since its compression alters the values",
        remedy: "export the labels as palette or grey PNG")
    }
    if stored.bands != 1 {
      throw ImageIOError.coloursForLabels(path: stored.path, bands: stored.bands)
    }
    if stored.sampleType == .float32 {
      throw ImageIOError.unsupported(
        path: stored.path, what: "an image of Float32 samples where labels, whole numbers, are expected",
        remedy: "save a palette or grey PNG")
    }
    self.source = source
    self.meaning = meaning
    var info = stored
    info.sampleType = .uint16
    self.info = info
  }

  /// The next rows as labels of 16 bits.
  /// - Throws: `ImageIOError`; `.unsupported` for a value above 255 where 255 is the greatest.
  package func readRows(_ count: Int) throws -> Raster? {
    let firstRow = nextRow
    guard let band = try source.readRows(count) else { return nil }
    nextRow += band.height
    let values: [UInt16]
    switch band.samples {
    case .uint8(let samples):
      let none = meaning == .mask ? Label.none : UInt16(Label.noneByte)
      values = samples.map { $0 == Label.noneByte ? none : UInt16($0) }
    case .uint16(let samples):
      if meaning == .values, let place = samples.firstIndex(where: { $0 > 255 }) {
        throw ImageIOError.unsupported(
          path: info.path,
          what: "the value \(samples[place]) at column \(place % band.width), row \(firstRow + place / band.width) "
            + "is no label, which are 0...255",
          remedy: "map the values to 0...255, with 255 for pixels to ignore")
      }
      values = samples
    case .float32: preconditionFailure("the samples of \(info.path) are whole numbers")
    }
    return Raster(
      width: band.width, height: band.height, bands: 1, samples: .uint16(values), validity: band.validity)
  }
}
