import Basics
import Foundation
import Imaging

/// Reads a label file as class indices, some rows at a time from the top.
///
/// Labels have colours or values, and transparent pixels are ignored. Grey with alpha, and RGB of three equal samples, hold values
/// as grey does.
public final class ClassReader: RasterSource {
  /// Size and georeference of the file, with one band, which holds the classes.
  public let info: RasterInfo
  private let source: any RasterSource
  private let reading: LabelReading
  /// The class of each colour; nil for a file that is read by its values.
  private let colours: ColourClasses?
  private var nextRow = 0

  /// Reads a file by itself: by its colours or by its values, whichever its pixels fit.
  /// - Parameter classes: nil for labels whose values are the classes, 255 being ignored.
  /// - Throws: `ImageIOError`, `.coloursForLabels` for colours without a table that has them; ``LabelFileError``.
  public convenience init(contentsOf url: URL, classes: ClassTable?, options: DecodingOptions = .init()) throws {
    let reading = classes.map {
      LabelSurvey([url], meaning: LabelMeaning(classes: $0), options: options, parallel: Parallel(threads: 1)).reading
    }
    try self.init(contentsOf: url, reading: reading ?? .numbered, options: options)
  }

  /// Reads a file as its whole folder is read.
  /// - Throws: as ``init(contentsOf:classes:options:)``.
  package init(contentsOf url: URL, reading: LabelReading, options: DecodingOptions = .init()) throws {
    if let error = reading.refused[url.path] { throw error }
    self.reading = reading
    let stored = try RasterFile.open(url, as: .storedValues, options: options)
    if reading.isByColour(stored.info) {
      source = try RasterFile.open(url, options: options)
      colours = reading.colours
    } else {
      source = stored.bands == 1 ? try LabelValues(stored, meaning: .values) : try GreyValues(stored)
      colours = nil
    }
    info = source.info.derived(bands: 1, sampleType: .uint16)
  }

  /// The classes of the next `count` rows, or of those that are left; nil after the last. Ignored pixels are `Label.none`.
  /// - Throws: `ImageIOError`, ``ClassTableError/unknownValue(path:value:x:y:fault:)``,
  ///   ``ClassTableError/unknownColour(path:colour:x:y:)``.
  public func readRows(_ count: Int) throws -> Raster? {
    guard let band = try source.readRows(count) else { return nil }
    defer { nextRow += band.height }
    let classes =
      if let colours { try classes(of: band.with8BitSamples(), table: colours) } else {
        try classes(of: LabelMap(band), table: reading.classOfValue)
      }
    return Raster(
      width: band.width, height: band.height, bands: 1, samples: .uint16(classes), validity: band.validity)
  }

  private func classes(of band: LabelMap, table: [UInt16?]) throws -> [UInt16] {
    var values = band.values
    try values.withUnsafeMutableBufferPointer { values in
      for place in values.indices {
        // A transparent pixel.
        if values[place] == Label.none { continue }
        guard let index = table[Int(values[place])] else {
          throw ClassTableError.unknownValue(
            path: info.path, value: values[place], x: place % band.width, y: nextRow + place / band.width,
            fault: reading.fault)
        }
        values[place] = index
      }
    }
    return values
  }

  private func classes(of band: Raster, table: ColourClasses) throws -> [UInt16] {
    guard case .uint8(let samples) = band.samples else { preconditionFailure("the samples have 8 bits") }
    var result = [UInt16](repeating: 0, count: band.width * band.height)
    let bands = band.bands
    let hasAlpha = bands == 2 || bands == 4
    // Regions are large, so most pixels have the colour of the pixel before.
    var last: (colour: Palette.Colour, index: UInt16)?
    for place in result.indices {
      let at = place * bands
      if hasAlpha, samples[at + bands - 1] == 0 {
        result[place] = Label.none
        continue
      }
      let (green, blue) = bands >= 3 ? (samples[at + 1], samples[at + 2]) : (samples[at], samples[at])
      let colour = Palette.Colour(red: samples[at], green: green, blue: blue)
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
