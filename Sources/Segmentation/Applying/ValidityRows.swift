import Imaging

/// Hands an image's rows on, and keeps which of their pixels have data until that is taken.
final class ValidityRows: RasterSource {
  private let source: any RasterSource
  /// A row each; nil where all of its pixels have data.
  private var kept: [[UInt8]?] = []

  init(_ source: any RasterSource) { self.source = source }

  /// The rows of an image prepared as `input` asks.
  /// - Throws: ``SegmentationError/channelsMissing(path:channels:needed:)``.
  convenience init(_ rows: any RasterSource, input: InputConfiguration) throws {
    self.init(try input.preparation.prepare(rows))
    guard ChannelConversion.isPossible(from: bands, to: input.channels) else {
      throw SegmentationError.channelsMissing(path: rows.path, channels: bands, needed: input.channels)
    }
  }

  var info: RasterInfo { source.info }

  func readRows(_ count: Int) throws -> Raster? {
    let band = try source.readRows(count)
    if let band {
      for y in 0..<band.height { kept.append(band.validity.map { Array($0[y * band.width..<(y + 1) * band.width]) }) }
    }
    return band
  }

  /// The validity of the next `count` rows, which whoever reads the image has passed or will not ask for; nil where all of
  /// their pixels have data.
  func takeValidity(of count: Int) throws -> [UInt8]? {
    while kept.count < count, try readRows(count - kept.count) != nil {}
    defer { kept.removeFirst(min(count, kept.count)) }
    let rows = kept.prefix(count)
    if rows.allSatisfy({ $0 == nil }) { return nil }
    return rows.flatMap { $0 ?? [UInt8](repeating: 1, count: info.width) }
  }
}
