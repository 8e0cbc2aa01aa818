/// The stored palette indices or grey values of a file, as labels.
package final class LabelValues: RasterSource {
  /// What the values mean.
  package enum Meaning: Sendable {
    /// The labels of a data set: values up to 255.
    case values
    /// The clusters or classes of a mask: 255 means none in files of 8 bits, and 65535 in files of 16 bits.
    case mask
  }

  package let info: RasterInfo
  private let source: any RasterSource
  private let meaning: Meaning
  private var nextRow = 0

  /// - Parameter source: a source of stored values, with no row read yet.
  /// - Throws: `ImageIOError.coloursForLabels`; `.unsupported` for a format that alters values.
  package init(_ source: any RasterSource, meaning: Meaning) throws {
    let stored = source.info
    try stored.checkHoldsValues()
    if stored.bands != 1 {
      throw ImageIOError.coloursForLabels(path: stored.path, bands: stored.bands)
    }
    self.source = source
    self.meaning = meaning
    var info = stored
    info.sampleType = .uint16
    self.info = info
  }

  /// The label of a pixel without data.
  private var noLabel: UInt16 { meaning == .mask ? Label.none : UInt16(Label.noneByte) }

  /// The next rows as labels of 16 bits.
  /// - Throws: `ImageIOError`; `.unsupported` for a label of a data set above 255.
  package func readRows(_ count: Int) throws -> Raster? {
    let firstRow = nextRow
    guard let band = try source.readRows(count) else { return nil }
    nextRow += band.height
    var values: [UInt16]
    switch band.samples {
    case .uint8(let samples):
      let none = meaning == .mask ? Label.none : UInt16(Label.noneByte)
      values = samples.map { $0 == Label.noneByte ? none : UInt16($0) }
    case .uint16(let samples):
      if meaning == .values, let place = samples.firstIndex(where: { $0 > 255 }) {
        throw ImageIOError.valueAbove255(
          path: info.path, value: Int(samples[place]), x: place % band.width, y: firstRow + place / band.width)
      }
      values = samples
    case .float32(let samples):
      values = try samples.enumerated().map { place, sample in
        if let validity = band.validity, validity[place] == 0 { return noLabel }
        guard let value = UInt16(exactly: sample), meaning == .mask || value <= 255 else {
          throw ImageIOError.unsupported(
            path: info.path,
            what: "the value \(sample) at (\(place % band.width), \(firstRow + place / band.width)) is no label",
            remedy: "labels are whole numbers from 0 on; mark pixels without one as no-data")
        }
        return value
      }
    }
    if let validity = band.validity {
      for place in values.indices where validity[place] == 0 { values[place] = noLabel }
    }
    return Raster(
      width: band.width, height: band.height, bands: 1, samples: .uint16(values), validity: band.validity)
  }
}
