import Basics

/// An image as it is shown, in 8-bit RGB: of one with two channels the first as grey, of one with four the first three.
public final class ColourRows: ImageRows {
  public var width: Int { source.width }
  public var height: Int { source.height }
  public var channels: Int { 3 }
  public var path: String { source.path }
  private let source: any ImageRows

  /// - Parameter source: of which no row has been read.
  public init(_ source: any ImageRows) { self.source = source }

  public func readRows(_ count: Int) throws -> RasterImage? {
    guard let band = try source.readRows(count) else { return nil }
    if band.channels == 3 { return band.with8BitSamples() }
    let samples = band.samples8
    var values: [UInt8] = []
    values.reserveCapacity(band.width * band.height * 3)
    for start in stride(from: 0, to: samples.count, by: band.channels) {
      let isGrey = band.channels < 3
      values.append(samples[start])
      values.append(samples[isGrey ? start : start + 1])
      values.append(samples[isGrey ? start : start + 2])
    }
    return RasterImage(width: band.width, height: band.height, channels: 3, values: values)
  }
}

/// An image with labels painted over it by an ``Overlay``.
public final class OverlayRows: ImageRows {
  public var width: Int { image.width }
  public var height: Int { image.height }
  public var channels: Int { 3 }
  public var path: String { image.path }
  private let image: any ImageRows
  private let labels: any LabelRows
  private let overlay: Overlay
  private var rowAbove: [UInt8]?

  /// - Parameters:
  ///   - image: of which no row has been read.
  ///   - labels: the same.
  /// - Throws: `ImageIOError.sizesDiffer`.
  public init(_ image: any ImageRows, labels: any LabelRows, overlay: Overlay) throws {
    guard image.width == labels.width, image.height == labels.height else {
      throw ImageIOError.sizesDiffer(
        path: labels.path, width: labels.width, height: labels.height, otherPath: image.path,
        otherWidth: image.width, otherHeight: image.height)
    }
    self.image = image
    self.labels = labels
    self.overlay = overlay
  }

  public func readRows(_ count: Int) throws -> RasterImage? {
    guard let band = try image.readRows(count), let part = try labels.readRows(count) else { return nil }
    defer { rowAbove = Array(part.values.suffix(part.width)) }
    return overlay.render(band, labels: part, rowAbove: rowAbove)
  }
}

/// Pictures of one height side by side, a white gap between them.
public final class PanelRows: ImageRows {
  public let width: Int
  public let height: Int
  public var channels: Int { 3 }
  public var path: String { panels[0].path }
  private let panels: [any ImageRows]
  private let gap: Int

  /// - Parameters:
  ///   - panels: 8-bit RGB, of which no row has been read.
  ///   - gap: in pixels; a sixtieth of the first panel's width unless given.
  /// - Precondition: there are panels, of one height and three channels.
  public init(_ panels: [any ImageRows], gap: Int? = nil) {
    precondition(
      !panels.isEmpty && panels.allSatisfy { $0.height == panels[0].height && $0.channels == 3 },
      "panels have one height and three channels")
    self.panels = panels
    self.gap = gap ?? max(1, panels[0].width / 60)
    height = panels[0].height
    width = panels.reduce(0) { $0 + $1.width } + self.gap * (panels.count - 1)
  }

  public func readRows(_ count: Int) throws -> RasterImage? {
    let bands = try panels.compactMap { try $0.readRows(count) }
    guard bands.count == panels.count else { return nil }
    let samples = bands.map(\.samples8)
    let white = [UInt8](repeating: 255, count: 3 * gap)
    var values: [UInt8] = []
    values.reserveCapacity(3 * width * bands[0].height)
    for y in 0..<bands[0].height {
      for (index, band) in bands.enumerated() {
        if index > 0 { values += white }
        values += samples[index][y * band.width * 3..<(y + 1) * band.width * 3]
      }
    }
    return RasterImage(width: width, height: bands[0].height, channels: 3, values: values)
  }
}
