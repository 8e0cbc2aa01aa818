import Basics
import Foundation
import Imaging

/// Reads the masks of a folder as labels, and writes labels as such masks: as values, or as the colours of the classes that a file
/// beside the masks names.
package struct MaskFiles: Sendable {
  private let values: [Palette.Colour: UInt16]
  private let colours: [UInt16: Palette.Colour]
  package let options: DecodingOptions

  /// - Parameter classes: what the masks show; none where nothing names it.
  package init(_ classes: [NamedClass], options: DecodingOptions) {
    let pairs = classes.flatMap { entry in entry.values.compactMap { value in entry.colours.first.map { ($0, value) } }
    }
    values = Dictionary(pairs) { first, _ in first }
    colours = Dictionary(pairs.map { ($1, $0) }) { first, _ in first }
    self.options = options
  }

  /// Opens a mask as labels of 16 bits. Black is ``Label/none`` in a mask of colours, unless it is the colour of a class.
  /// - Throws: `FileAccessError`, `ImageIOError`; ``ColourMaskError``, also while rows are read.
  package func open(_ mask: URL) throws -> any RasterSource {
    guard try isColoured(mask) else { return try RasterFile.open(mask, as: .mask, options: options) }
    if values.isEmpty { throw ColourMaskError.noNames(path: mask.path) }
    return ColourMaskRows(try RasterFile.open(mask, options: options), values: values)
  }

  /// The encoding of a mask that is stored as another one.
  /// - Parameter container: the kind of the new file.
  func encoding(of mask: URL, container: MaskEncoding.Container) throws -> RasterEncoding {
    let info = try RasterFile.open(mask, as: .storedValues, options: options).info
    if container == .geoTIFF {
      var encoding = GeoTIFFEncoding(
        bands: info.bands == 3 ? 3 : 1, sampleType: info.storedBitDepth > 8 ? .uint16 : .uint8)
      encoding.palette = info.palette
      encoding.noData = info.noData
      encoding.overviews = .mode
      encoding.georeference = info.georeference
      return .geoTIFF(encoding)
    }
    if info.bands == 3 { return .png(bands: 3) }
    if info.storedBitDepth > 8 { return .png(bands: 1, sampleType: .uint16) }
    if let palette = info.palette, !palette.colours.isEmpty { return .indexedPNG(palette) }
    return .png(bands: 1)
  }

  /// Labels as the pixels of a mask.
  func raster(of band: LabelMap, encoding: RasterEncoding) -> Raster {
    if encoding.sampleType == .uint16 { return band.raster }
    if encoding.bands == 1 { return band.raster8 }
    var samples: [UInt8] = []
    samples.reserveCapacity(3 * band.values.count)
    var last: (label: UInt16, colour: Palette.Colour)?
    for label in band.values {
      let colour = last?.label == label ? last?.colour : colours[label]
      let shown = colour ?? Palette.Colour(hex: 0)
      last = (label, shown)
      samples.append(shown.red)
      samples.append(shown.green)
      samples.append(shown.blue)
    }
    return Raster(width: band.width, height: band.height, bands: 3, values: samples)
  }

  private func isColoured(_ mask: URL) throws -> Bool {
    try RasterFile.open(mask, as: .storedValues, options: options).bands == 3
  }
}

/// The values of the colours of a mask.
private final class ColourMaskRows: RasterSource {
  let info: RasterInfo
  private let source: any RasterSource
  private let values: [Palette.Colour: UInt16]
  private var nextRow = 0

  init(_ source: any RasterSource, values: [Palette.Colour: UInt16]) {
    self.source = source
    self.values = values
    info = source.info.derived(bands: 1, sampleType: .uint16)
  }

  func readRows(_ count: Int) throws -> Raster? {
    guard let band = try source.readRows(count)?.with8BitSamples(), case .uint8(let samples) = band.samples else {
      return nil
    }
    defer { nextRow += band.height }
    var labels: [UInt16] = []
    labels.reserveCapacity(band.width * band.height)
    // Regions are large, so most pixels have the colour of the pixel before.
    var last: (colour: Palette.Colour, label: UInt16)?
    for at in stride(from: 0, to: samples.count, by: 3) {
      let colour = Palette.Colour(red: samples[at], green: samples[at + 1], blue: samples[at + 2])
      if let last, last.colour == colour {
        labels.append(last.label)
        continue
      }
      guard let label = values[colour] ?? (colour == Palette.Colour(hex: 0) ? Label.none : nil) else {
        let place = at / 3
        throw ColourMaskError.unknownColour(
          path: info.path, colour: colour.hexString, x: place % band.width, y: nextRow + place / band.width)
      }
      last = (colour, label)
      labels.append(label)
    }
    return Raster(
      width: band.width, height: band.height, bands: 1, samples: .uint16(labels), validity: band.validity)
  }
}

/// Why a mask of colours cannot be read.
public enum ColourMaskError: FileError, Hashable {
  /// Nothing beside the mask says what its colours mean.
  case noNames(path: String)
  /// A pixel has a colour that no class has. Column and row count from 0.
  case unknownColour(path: String, colour: String, x: Int, y: Int)

  public var path: String {
    switch self {
    case .noNames(let path), .unknownColour(let path, _, _, _): path
    }
  }

  public var reason: String {
    switch self {
    case .noNames:
      "holds colours, and neither names.json nor classes.csv in the folder of the masks says what they mean; add the file that "
        + "was written with the masks, or write masks of one value a pixel"
    case .unknownColour(_, let colour, let x, let y):
      "the colour \(colour) at column \(x), row \(y) is not that of a class in the folder's names.json or classes.csv; give each "
        + "pixel the colour of a class, or black for none"
    }
  }
}
