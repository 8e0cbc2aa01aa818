import Foundation

extension LabelMap {
  /// Reads a label map: the indices of a palette PNG, or the values of a grey one (1, 2, 4 and 8 bits as stored, 16 bits
  /// if none is above 255).
  /// - Parameter content: what the values mean, `.labels` or `.mask`.
  /// - Throws: `FileAccessError.unreadable`; `ImageIOError`, `.unsupported` for a JPEG, for colours, and for values above
  ///   255 that are no mask's.
  public init(
    contentsOf url: URL, as content: RasterFile.Content = .labels, options: DecodingOptions = .init()
  ) throws {
    self = try LabelMap(RasterFile.open(url, as: content, options: options).readAll())
  }

  /// Reads a label map in memory; `name` stands for the path in errors.
  public init(
    bytes: [UInt8], name: String, as content: RasterFile.Content = .labels, options: DecodingOptions = .init()
  ) throws {
    self = try LabelMap(RasterFile.open(bytes: bytes, name: name, as: content, options: options).readAll())
  }

  /// Writes a PNG of 8 bits a pixel, in which 255 stands for ``Label/none``: indices with a colour table, or grey values
  /// when `palette` is nil. Where a label is above 255, it is a grey PNG of 16 bits.
  ///
  /// A palette that has no colour for some value is filled up from ``Palette/standard``.
  /// - Throws: `FileAccessError.unwritable`.
  public func write(to url: URL, palette: Palette? = .standard) throws {
    let greatest = values.lazy.filter { $0 != Label.none }.max() ?? 0
    let isWide = greatest > 255
    let hasNone = values.contains(Label.none)
    let encoding: RasterEncoding =
      if let palette, !isWide {
        .indexedPNG(palette.filled(toCount: max(palette.colours.count, hasNone ? 256 : Int(greatest) + 1)))
      } else {
        .png(bands: 1, sampleType: isWide ? .uint16 : .uint8)
      }
    let sink = try RasterFile.create(url, width: width, height: height, encoding: encoding)
    try sink.write(isWide ? raster : raster8)
    try sink.finish()
  }
}
