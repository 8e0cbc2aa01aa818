import Basics
import Foundation

/// Reads a label map from the top in bands of rows: the indices of a palette PNG, or the values of a grey one.
public final class LabelReader {
  /// What the header says.
  public var info: ImageInfo { reader.info }
  /// The file's path, for messages.
  public var path: String { reader.path }
  /// The row that the next call of ``readRows(_:)`` begins with.
  public var nextRow: Int { reader.nextRow }
  private let reader: ImageReader

  /// Opens the file at `url`.
  /// - Throws: `ImageIOError`; `.unsupported` for a JPEG or a colour image, whose pixels are not indices.
  public convenience init(contentsOf url: URL, options: DecodingOptions = .init()) throws {
    try self.init(ImageReader(contentsOf: url, content: .storedValues, options: options))
  }

  /// Reads a label map in memory; `name` stands for the path in errors.
  public convenience init(bytes: [UInt8], name: String, options: DecodingOptions = .init()) throws {
    try self.init(ImageReader(bytes: bytes, name: name, content: .storedValues, options: options))
  }

  private init(_ reader: ImageReader) throws {
    self.reader = reader
    if reader.info.format == .jpeg {
      throw ImageIOError.unsupported(
        path: reader.path, what: "a JPEG cannot serve as label map, since its compression alters the values",
        remedy: "export the labels as palette or grey PNG")
    }
    if reader.info.channels != 1 {
      throw ImageIOError.unsupported(
        path: reader.path,
        what: "an image of \(reader.info.channels) channels where labels, one index a pixel, are expected",
        remedy: "name a class table that tells which colour means which class, for masks with --match identity, or "
          + "save a palette or grey PNG")
    }
  }

  /// Decodes the next rows: `count` of them, or what is left; nil after the last.
  /// - Throws: `ImageIOError`; `.unsupported` for a 16-bit value above 255.
  public func readRows(_ count: Int) throws -> LabelMap? {
    let firstRow = reader.nextRow
    guard let band = try reader.readRows(count) else { return nil }
    let values: [UInt8]
    switch band.samples {
    case .bits8(let samples): values = samples
    case .bits16(let samples):
      if let place = samples.firstIndex(where: { $0 > 255 }) {
        throw ImageIOError.unsupported(
          path: path,
          what: "the value \(samples[place]) at column \(place % band.width), row \(firstRow + place / band.width) "
            + "is no label, which are 0...255",
          remedy: "map the values to 0...255, with 255 for pixels to ignore")
      }
      values = samples.map { UInt8($0) }
    }
    return LabelMap(width: band.width, height: band.height, values: values)
  }
}
