import Basics
import Foundation
import Imaging
import TestSupport
import Testing

/// A file of `fixtures/images` and what it holds, as Pillow and the script that made it say.
struct ImageFixture: Decodable, Sendable, CustomTestStringConvertible {
  let file: String
  let width: Int
  let height: Int
  let channels: Int
  let bitDepth: Int
  let storedBitDepth: Int
  let needsWholeImage: Bool
  let orientation: Int
  /// Samples of the decoded image; 16-bit ones big-endian.
  let pixels: Data
  /// Palette indices or grey values as stored, where there are such.
  let storedValues: Data?
  /// The colour table, 3 bytes an entry.
  let palette: Data?

  static func all() throws -> [ImageFixture] { try Fixtures.json("images/expected.json") }
  static func pngs() throws -> [ImageFixture] { try all().filter(\.isPNG) }
  static func jpegs() throws -> [ImageFixture] { try all().filter { !$0.isPNG } }

  static func named(_ file: String) throws -> ImageFixture {
    try #require(try all().first { $0.file == file }, "\(file) is not listed in fixtures/images/expected.json")
  }

  var testDescription: String { file }
  var isPNG: Bool { file.hasSuffix(".png") }
  var url: URL { Fixtures.url("images/\(file)") }
  func bytes() throws -> [UInt8] { [UInt8](try Data(contentsOf: url)) }

  /// The expected image.
  var image: RasterImage { raster(pixels, channels: channels) }
  /// The expected indices or grey values.
  var storedImage: RasterImage? { storedValues.map { raster($0, channels: 1) } }

  private func raster(_ data: Data, channels: Int) -> RasterImage {
    let bytes = [UInt8](data)
    let samples: RasterImage.Samples =
      if bitDepth == 16 {
        .bits16(stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) })
      } else {
        .bits8(bytes)
      }
    return RasterImage(width: width, height: height, channels: channels, samples: samples)
  }
}

extension RasterImage {
  /// The sample values, whatever their depth.
  var integers: [Int] {
    switch samples {
    case .bits8(let values): values.map(Int.init)
    case .bits16(let values): values.map(Int.init)
    }
  }

  /// The greatest difference of two images' samples; nil when their shapes or depths differ.
  func greatestDifference(from other: RasterImage) -> Int? {
    guard width == other.width, height == other.height, channels == other.channels, bitDepth == other.bitDepth else {
      return nil
    }
    return zip(integers, other.integers).map { abs($0 - $1) }.max() ?? 0
  }
}

/// All rows of `source`, read in bands of `rows`.
func allBands(of source: some ImageRows, rows: Int) throws -> [RasterImage] {
  var bands: [RasterImage] = []
  while let band = try source.readRows(rows) { bands.append(band) }
  return bands
}

/// The images one below the other.
func stacked(_ bands: [RasterImage]) throws -> RasterImage {
  let first = try #require(bands.first)
  let height = bands.reduce(0) { $0 + $1.height }
  var narrow: [UInt8] = []
  var wide: [UInt16] = []
  for band in bands {
    switch band.samples {
    case .bits8(let values): narrow += values
    case .bits16(let values): wide += values
    }
  }
  return RasterImage(
    width: first.width, height: height, channels: first.channels,
    samples: first.bitDepth == 16 ? .bits16(wide) : .bits8(narrow))
}
