/// An image in 8-bit RGB. An image of one or two bands shows its first band as grey, and one of four or more bands its
/// first three. Pixels without data are white.
package final class ColourRows: RasterSource {
  package let info: RasterInfo
  private let source: any RasterSource

  /// - Parameter source: a source with no row read yet.
  package init(_ source: any RasterSource) {
    self.source = source
    info = source.info.derived(bands: 3, sampleType: .uint8)
  }

  package func readRows(_ count: Int) throws -> Raster? {
    guard let band = try source.readRows(count) else { return nil }
    if band.bands == 3 { return band.with8BitSamples().whitened() }
    let samples = band.samples8
    var values: [UInt8] = []
    values.reserveCapacity(band.width * band.height * 3)
    for start in stride(from: 0, to: samples.count, by: band.bands) {
      let isGrey = band.bands < 3
      values.append(samples[start])
      values.append(samples[isGrey ? start : start + 1])
      values.append(samples[isGrey ? start : start + 2])
    }
    return Raster(
      width: band.width, height: band.height, bands: 3, samples: .uint8(values), validity: band.validity
    ).whitened()
  }
}

/// An image with labels painted over it by an ``Overlay``. Pixels without data are white.
package final class OverlayRows: RasterSource {
  package let info: RasterInfo
  private let image: any RasterSource
  private let labels: any RasterSource
  private let overlay: Overlay
  private var rowAbove: [UInt16]?

  /// - Parameters:
  ///   - image: a source with no row read yet.
  ///   - labels: a source of labels with no row read yet.
  /// - Throws: `ImageIOError.sizesDiffer`.
  package init(_ image: any RasterSource, labels: any RasterSource, overlay: Overlay) throws {
    try labels.info.checkSize(equals: image.info)
    info = image.info.derived(bands: 3, sampleType: .uint8)
    self.image = image
    self.labels = labels
    self.overlay = overlay
  }

  package func readRows(_ count: Int) throws -> Raster? {
    guard let band = try image.readRows(count), let part = try labels.readLabels(count) else { return nil }
    defer { rowAbove = Array(part.values.suffix(part.width)) }
    return overlay.render(band, labels: part, rowAbove: rowAbove).whitened()
  }
}

/// Pictures of one height side by side, with white gaps between them.
package final class PanelRows: RasterSource {
  package let info: RasterInfo
  private let panels: [any RasterSource]
  private let gap: Int

  /// - Parameters:
  ///   - panels: sources of 8-bit RGB with no row read yet.
  ///   - gap: the width of a gap in pixels; a sixtieth of the width of the first panel unless given.
  /// - Precondition: there is a panel, and all panels have one height and three bands.
  package init(_ panels: [any RasterSource], gap: Int? = nil) {
    precondition(
      !panels.isEmpty && panels.allSatisfy { $0.height == panels[0].height && $0.bands == 3 },
      "panels have one height and three bands")
    self.panels = panels
    self.gap = gap ?? max(1, panels[0].width / 60)
    info = panels[0].info.derived(
      width: panels.reduce(0) { $0 + $1.width } + self.gap * (panels.count - 1), sampleType: .uint8)
  }

  package func readRows(_ count: Int) throws -> Raster? {
    let bands = try panels.compactMap { try $0.readRows(count) }
    guard bands.count == panels.count else { return nil }
    let samples = bands.map(\.samples8)
    let white = [UInt8](repeating: 255, count: 3 * gap)
    var values: [UInt8] = []
    values.reserveCapacity(3 * info.width * bands[0].height)
    for y in 0..<bands[0].height {
      for (index, band) in bands.enumerated() {
        if index > 0 { values += white }
        values += samples[index][y * band.width * 3..<(y + 1) * band.width * 3]
      }
    }
    return Raster(
      width: info.width, height: bands[0].height, bands: 3, samples: .uint8(values), validity: validity(of: bands))
  }

  /// The validity of the panels side by side. Gaps are valid. Nil when all pixels are valid.
  private func validity(of bands: [Raster]) -> [UInt8]? {
    if bands.allSatisfy({ $0.validity == nil }) { return nil }
    var mask: [UInt8] = []
    mask.reserveCapacity(info.width * bands[0].height)
    for y in 0..<bands[0].height {
      for (index, band) in bands.enumerated() {
        if index > 0 { mask += repeatElement(1, count: gap) }
        if let validity = band.validity {
          mask += validity[y * band.width..<(y + 1) * band.width]
        } else {
          mask += repeatElement(1, count: band.width)
        }
      }
    }
    return mask
  }
}

extension Raster {
  /// A picture of 8-bit samples whose pixels without data are white.
  fileprivate func whitened() -> Raster {
    guard let validity, case .uint8(var values) = samples else { return self }
    for pixel in validity.indices where validity[pixel] == 0 {
      for at in pixel * bands..<(pixel + 1) * bands { values[at] = 255 }
    }
    return Raster(width: width, height: height, bands: bands, samples: .uint8(values), validity: validity)
  }
}
