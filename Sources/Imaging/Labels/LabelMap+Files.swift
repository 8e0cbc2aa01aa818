import Basics
import Foundation

extension LabelMap {
  /// Reads a label map: the indices of a palette PNG, or the values of a grey one (1, 2, 4 and 8 bits as stored, 16 bits
  /// if none is above 255).
  /// - Throws: `ImageIOError`; `.unsupported` for a JPEG, for colours, and for values above 255.
  public init(contentsOf url: URL, options: DecodingOptions = .init()) throws {
    self = try LabelMap(LabelReader(contentsOf: url, options: options))
  }

  /// Reads a label map in memory; `name` stands for the path in errors.
  public init(bytes: [UInt8], name: String, options: DecodingOptions = .init()) throws {
    self = try LabelMap(LabelReader(bytes: bytes, name: name, options: options))
  }

  private init(_ reader: LabelReader) throws {
    guard let map = try reader.readRows(reader.info.height) else {
      throw ImageIOError.truncated(path: reader.path, expectedRows: reader.info.height, readRows: 0)
    }
    self = map
  }

  /// Writes a PNG of 8 bits a pixel: indices with a colour table, or grey values when `palette` is nil.
  ///
  /// A palette that has no colour for some value is filled up from ``Palette/standard``.
  /// - Throws: `FileAccessError.unwritable`.
  public func write(to url: URL, palette: Palette? = .standard) throws {
    let encoding: ImageWriter.Encoding =
      if let palette {
        .indexedPNG(palette.filled(toCount: max(palette.colours.count, Int(values.max() ?? 0) + 1)))
      } else {
        .png(channels: 1)
      }
    let writer = try ImageWriter(to: url, width: width, height: height, encoding: encoding)
    try writer.write(self)
    try writer.finish()
  }

  /// A rectangle of the map.
  /// - Precondition: the rectangle lies within the map.
  public func cropped(x: Int, y: Int, width: Int, height: Int) -> LabelMap {
    precondition(
      x >= 0 && y >= 0 && width >= 0 && height >= 0 && x + width <= self.width && y + height <= self.height,
      "\(width) x \(height) pixels at (\(x), \(y)) do not lie within \(self.width) x \(self.height)")
    var result: [UInt8] = []
    result.reserveCapacity(width * height)
    for row in y..<y + height { result.append(contentsOf: values[row * self.width + x..<row * self.width + x + width]) }
    return LabelMap(width: width, height: height, values: result)
  }
}
