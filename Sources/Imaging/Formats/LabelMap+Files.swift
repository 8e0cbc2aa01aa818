import Foundation

extension LabelMap {
  /// Reads a label map: the indices of a palette PNG or the stored values of a grey PNG.
  /// - Parameter content: what the values stand for, `.labels` or `.mask`. Only a mask may hold values above 255.
  /// - Throws: `FileAccessError.unreadable`; `ImageIOError`, `.coloursForLabels` for colours, and `.unsupported` for a JPEG
  ///   and for values that are too large.
  public init(
    contentsOf url: URL, as content: RasterFile.Content = .labels, options: DecodingOptions = .init()
  ) throws {
    self = try LabelMap(RasterFile.open(url, as: content, options: options).readAll())
  }

  /// Reads a label map from the bytes of a file. Errors show `name` in place of a path.
  public init(
    bytes: [UInt8], name: String, as content: RasterFile.Content = .labels, options: DecodingOptions = .init()
  ) throws {
    self = try LabelMap(RasterFile.open(bytes: bytes, name: name, as: content, options: options).readAll())
  }

  /// Writes a PNG of 8 bits, with palette indices or, when `palette` is nil, grey values. It stores ``Label/none`` as 255.
  ///
  /// When a label is above 255, the file is a grey PNG of 16 bits, and ``Label/none`` is 65535. Labels for which the palette
  /// has no colour get those of ``Palette/standard``.
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
