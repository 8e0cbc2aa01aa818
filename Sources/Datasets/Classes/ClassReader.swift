import Basics
import Foundation
import Imaging

/// Reads a label file as class indices, from the top in bands of rows.
///
/// With a table that has colours, an RGB image is read by its colours, and a palette image too if all its palette's
/// colours are in the table or the nearest one is taken; everything else is read by its values.
public final class ClassReader: RasterSource {
  /// Size and place of the file; its rows are delivered as one band of classes.
  public let info: RasterInfo
  private let source: any RasterSource
  private let meaning: Meaning
  private var nextRow = 0

  private enum Meaning {
    /// For each value its class.
    case values([UInt16?])
    case colours(ColourClasses)
  }

  /// - Parameter classes: nil where each value is a class and 255 is ignored.
  /// - Throws: `ImageIOError`; `.unsupported` for colours without a table that has them.
  public init(contentsOf url: URL, classes: ClassTable?, options: DecodingOptions = .init()) throws {
    if let classes, classes.hasColours {
      let image = try RasterFile.open(url, options: options)
      let table = ColourClasses(classes)
      if image.info.palette?.colours.allSatisfy({ table[$0] != nil }) ?? (image.info.bands >= 3) {
        info = image.info.derived(bands: 1, sampleType: .uint16)
        source = image
        meaning = .colours(table)
        return
      }
    }
    source = try RasterFile.open(url, as: .labels, options: options)
    info = source.info
    meaning = .values(classes?.classOfValue ?? (0...255).map { $0 == Label.noneByte ? Label.none : $0 })
  }

  /// Classes of the next rows: `count` of them, or what is left; nil after the last. Ignored pixels are `Label.none`.
  /// - Throws: `ImageIOError`, ``ClassTableError/unknownValue(path:value:x:y:)``,
  ///   ``ClassTableError/unknownColour(path:colour:x:y:)``.
  public func readRows(_ count: Int) throws -> Raster? {
    guard let band = try source.readRows(count) else { return nil }
    defer { nextRow += band.height }
    let classes =
      switch meaning {
      case .values(let table): try classes(of: LabelMap(band), table: table)
      case .colours(let table): try classes(of: band.with8BitSamples(), table: table)
      }
    return Raster(
      width: band.width, height: band.height, bands: 1, samples: .uint16(classes), validity: band.validity)
  }

  private func classes(of band: LabelMap, table: [UInt16?]) throws -> [UInt16] {
    var values = band.values
    try values.withUnsafeMutableBufferPointer { values in
      for place in values.indices {
        guard let index = table[Int(values[place])] else {
          throw ClassTableError.unknownValue(
            path: info.path, value: values[place], x: place % band.width, y: nextRow + place / band.width)
        }
        values[place] = index
      }
    }
    return values
  }

  private func classes(of band: Raster, table: ColourClasses) throws -> [UInt16] {
    guard case .uint8(let samples) = band.samples else { preconditionFailure("the samples have 8 bits") }
    var result = [UInt16](repeating: 0, count: band.width * band.height)
    // Regions are large, so most pixels have the colour of the one before.
    var last: (colour: Palette.Colour, index: UInt16)?
    for place in result.indices {
      let at = place * band.bands
      let colour = Palette.Colour(red: samples[at], green: samples[at + 1], blue: samples[at + 2])
      if let last, last.colour == colour {
        result[place] = last.index
        continue
      }
      guard let index = table[colour] else {
        throw ClassTableError.unknownColour(
          path: info.path, colour: colour.hexString, x: place % band.width, y: nextRow + place / band.width)
      }
      last = (colour, index)
      result[place] = index
    }
    return result
  }
}
