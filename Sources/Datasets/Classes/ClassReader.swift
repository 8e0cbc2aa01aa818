import Basics
import Foundation
import Imaging

/// Reads a label file as class indices, from the top in bands of rows.
///
/// With a table that has colours, an RGB image is read by its colours, and a palette image too if all its palette's
/// colours are in the table or the nearest one is taken; everything else is read by its values.
public final class ClassReader {
  /// What the header says.
  public let info: ImageInfo
  /// The file's path, for messages.
  public let path: String
  private let source: Source

  private enum Source {
    case values(LabelReader, [UInt8?])
    case colours(ImageReader, ColourClasses)
  }

  /// - Parameter classes: nil where each value is a class and 255 is ignored.
  /// - Throws: `ImageIOError`; `.unsupported` for colours without a table that has them.
  public init(contentsOf url: URL, classes: ClassTable?, options: DecodingOptions = .init()) throws {
    if let classes, classes.hasColours {
      let reader = try ImageReader(contentsOf: url, options: options)
      let table = ColourClasses(classes)
      if reader.info.palette?.colours.allSatisfy({ table[$0] != nil }) ?? (reader.info.channels >= 3) {
        info = reader.info
        path = reader.path
        source = .colours(reader, table)
        return
      }
    }
    let reader = try LabelReader(contentsOf: url, options: options)
    info = reader.info
    path = reader.path
    source = .values(reader, classes?.classOfValue ?? (0...255).map { $0 })
  }

  /// Classes of the next rows: `count` of them, or what is left; nil after the last. ``ConfusionMatrix/none`` is ignored.
  /// - Throws: `ImageIOError`, ``ClassTableError/unknownValue(path:value:x:y:)``,
  ///   ``ClassTableError/unknownColour(path:colour:x:y:)``.
  public func readRows(_ count: Int) throws -> LabelMap? {
    switch source {
    case .values(let reader, let table):
      let firstRow = reader.nextRow
      guard var band = try reader.readRows(count) else { return nil }
      for place in band.values.indices {
        let value = band.values[place]
        guard let index = table[Int(value)] else {
          throw ClassTableError.unknownValue(
            path: path, value: value, x: place % band.width, y: firstRow + place / band.width)
        }
        band.values[place] = index
      }
      return band
    case .colours(let reader, let table):
      let firstRow = reader.nextRow
      guard let band = try reader.readRows(count) else { return nil }
      return try classes(of: band.with8BitSamples(), firstRow: firstRow, table: table)
    }
  }

  private func classes(
    of band: RasterImage, firstRow: Int, table: ColourClasses
  ) throws -> LabelMap {
    guard case .bits8(let samples) = band.samples else { preconditionFailure("the samples have 8 bits") }
    var result = [UInt8](repeating: 0, count: band.width * band.height)
    // Regions are large, so most pixels have the colour of the one before.
    var last: (colour: Palette.Colour, index: UInt8)?
    for place in result.indices {
      let at = place * band.channels
      let colour = Palette.Colour(red: samples[at], green: samples[at + 1], blue: samples[at + 2])
      if let last, last.colour == colour {
        result[place] = last.index
        continue
      }
      guard let index = table[colour] else {
        throw ClassTableError.unknownColour(
          path: path, colour: colour.hexString, x: place % band.width, y: firstRow + place / band.width)
      }
      last = (colour, index)
      result[place] = index
    }
    return LabelMap(width: band.width, height: band.height, values: result)
  }
}

extension ClassReader: LabelRows {
  public var width: Int { info.width }
  public var height: Int { info.height }
}
