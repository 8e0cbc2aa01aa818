import Basics
import Foundation
import Imaging

/// The contents of one image file, which is read whole.
struct FileInspection: Sendable {
  /// A file with more colours counts as a photograph.
  static let mostColours = 64

  let info: RasterInfo
  /// Pixels by stored value, of files of one band whose values are at most 255; nil for other files.
  private(set) var values: [Int]?
  /// Pixels by colour; nil for grey files and for files of more than ``mostColours`` colours.
  private(set) var colours: [Palette.Colour: Int]?
  /// Samples of all colour bands by value, of files of 16 bits; nil for other files.
  private(set) var samples: SampleHistogram?
  /// The ranges of the bands of a raster whose values are no colours; empty for other files.
  private(set) var bandRanges: [BandRange] = []

  /// - Throws: `ImageIOError`.
  init(_ url: URL, options: DecodingOptions = .init()) throws {
    let reader = try RasterFile.open(url, as: .storedValues, options: options)
    info = reader.info
    values = info.bands == 1 ? [Int](repeating: 0, count: 256) : nil
    colours = info.bands >= 3 && info.sampleType == .uint8 ? [:] : nil
    var samples = info.sampleType == .uint16 ? SampleHistogram(bands: info.bands <= 2 ? 1 : 3, bits: 16) : nil
    let isColours = info.bands <= 4 && info.sampleType != .float32 && info.bandNames.isEmpty
    var ranges = isColours ? nil : BandRanges(bands: info.bands)
    let rows = max(1, (1 << 20) / info.width)
    while let band = try reader.readRows(rows) {
      count(band)
      samples?.add(band)
      ranges?.add(band)
    }
    bandRanges = ranges?.named(info.bandNames) ?? []
    self.samples = samples?.joined
    if let palette = info.palette, let values {
      var found: [Palette.Colour: Int] = [:]
      for (index, pixels) in values.enumerated() where pixels > 0 && index < palette.colours.count {
        found[palette.colours[index], default: 0] += pixels
      }
      colours = found
    }
  }

  /// The samples by value, which are no longer kept: they take half a megabyte.
  mutating func takeSamples() -> SampleHistogram? {
    defer { samples = nil }
    return samples
  }

  /// Whether the file can be a label map, by its pixels.
  var isLabel: Bool {
    guard info.format?.isLossless == true else { return false }
    if let values { return info.palette != nil || values.count { $0 > 0 } <= Self.mostColours }
    return colours != nil
  }

  private mutating func count(_ band: Raster) {
    switch band.samples {
    case .uint16(let samples):
      guard var counts = values else { return }
      for sample in samples {
        guard sample < 256 else {
          values = nil
          return
        }
        counts[Int(sample)] += 1
      }
      values = counts
    case .float32: values = nil
    case .uint8(let samples):
      if var counts = values {
        values = nil
        for sample in samples { counts[Int(sample)] += 1 }
        values = counts
      } else if colours != nil {
        countColours(samples, bands: band.bands)
      }
    }
  }

  private mutating func countColours(_ samples: [UInt8], bands: Int) {
    guard var counts = colours else { return }
    // Regions are large, so most pixels have the colour of the pixel before.
    var last: (colour: Palette.Colour, pixels: Int)?
    for at in stride(from: 0, to: samples.count, by: bands) {
      let colour = Palette.Colour(red: samples[at], green: samples[at + 1], blue: samples[at + 2])
      if let run = last, run.colour == colour {
        last?.pixels += 1
        continue
      }
      if let run = last { counts[run.colour, default: 0] += run.pixels }
      last = (colour, 1)
      if counts.count > Self.mostColours {
        colours = nil
        return
      }
    }
    if let run = last { counts[run.colour, default: 0] += run.pixels }
    colours = counts.count > Self.mostColours ? nil : counts
  }
}
