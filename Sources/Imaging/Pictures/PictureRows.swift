/// An image as it is shown, in 8-bit RGB: of one with two bands the first as grey, of one with four or more the first three.
package final class ColourRows: RasterSource {
  package let info: RasterInfo
  private let source: any RasterSource

  /// - Parameter source: of which no row has been read.
  package init(_ source: any RasterSource) {
    self.source = source
    info = source.info.derived(bands: 3, sampleType: .uint8)
  }

  package func readRows(_ count: Int) throws -> Raster? {
    guard let band = try source.readRows(count) else { return nil }
    if band.bands == 3 { return band.with8BitSamples() }
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
      width: band.width, height: band.height, bands: 3, samples: .uint8(values), validity: band.validity)
  }
}

/// An image with labels painted over it by an ``Overlay``.
package final class OverlayRows: RasterSource {
  package let info: RasterInfo
  private let image: any RasterSource
  private let labels: any RasterSource
  private let overlay: Overlay
  private var rowAbove: [UInt16]?

  /// - Parameters:
  ///   - image: of which no row has been read.
  ///   - labels: the same.
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
    return overlay.render(band, labels: part, rowAbove: rowAbove)
  }
}

/// Pictures of one height side by side, a white gap between them.
package final class PanelRows: RasterSource {
  package let info: RasterInfo
  private let panels: [any RasterSource]
  private let gap: Int

  /// - Parameters:
  ///   - panels: 8-bit RGB, of which no row has been read.
  ///   - gap: in pixels; a sixtieth of the first panel's width unless given.
  /// - Precondition: there are panels, of one height and three bands.
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
  /// The panels' masks side by side, the gaps valid; nil where all pixels are.
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
