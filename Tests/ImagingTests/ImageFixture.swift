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
  var image: Raster { raster(pixels, channels: channels) }
  /// The expected indices or grey values.
  var storedImage: Raster? { storedValues.map { raster($0, channels: 1) } }

  private func raster(_ data: Data, channels: Int) -> Raster {
    let bytes = [UInt8](data)
    let samples: Raster.Samples =
      if bitDepth == 16 {
        .uint16(stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) })
      } else {
        .uint8(bytes)
      }
    return Raster(width: width, height: height, bands: channels, samples: samples)
  }
}

extension Raster {
  /// Bits a sample.
  var bitDepth: Int { 8 * sampleType.byteCount }

  /// The sample values, whatever their depth.
  var integers: [Int] {
    switch samples {
    case .uint8(let values): values.map(Int.init)
    case .uint16(let values): values.map(Int.init)
    case .float32: preconditionFailure("the samples are no integers")
    }
  }

  /// The greatest difference of two images' samples; nil when their shapes or depths differ.
  func greatestDifference(from other: Raster) -> Int? {
    guard width == other.width, height == other.height, bands == other.bands, bitDepth == other.bitDepth else {
      return nil
    }
    return zip(integers, other.integers).map { abs($0 - $1) }.max() ?? 0
  }
}

/// All rows of `source`, read in bands of `rows`.
func allBands(of source: some RasterSource, rows: Int) throws -> [Raster] {
  var bands: [Raster] = []
  while let band = try source.readRows(rows) { bands.append(band) }
  return bands
}

extension RasterSource {
  /// What a file is decoded by; ends the test for any other source.
  var decoded: DecodedSource {
    guard let decoded = self as? DecodedSource else { preconditionFailure("\(path) is no file") }
    return decoded
  }
}

/// The images one below the other.
func stacked(_ bands: [Raster]) throws -> Raster {
  let first = try #require(bands.first)
  return bands.dropFirst().reduce(first) { $0.appending($1) }
}
