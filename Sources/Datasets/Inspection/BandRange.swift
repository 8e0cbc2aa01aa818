import Basics
import Imaging

/// The least and the greatest value of a band, over the pixels that have data.
package struct BandRange: Hashable, Sendable, Codable {
  /// The name that the file tells, or the number of the band, from 1 on.
  package let name: String
  package private(set) var least: Double
  package private(set) var greatest: Double

  /// Widens the range by that of another image.
  package mutating func add(_ other: BandRange) {
    least = min(least, other.least)
    greatest = max(greatest, other.greatest)
  }

  /// The range in a line.
  /// - Parameter width: the characters of the longest name.
  func text(width: Int) -> String {
    "\(name.padding(toLength: max(width, name.count), withPad: " ", startingAt: 0))  "
      + "\(NumberText.short(least)) to \(NumberText.short(greatest))"
  }
}

/// Finds the ranges of all bands of an image while its rows are read.
struct BandRanges: Sendable {
  private var least: [Float]
  private var greatest: [Float]

  init(bands: Int) {
    least = [Float](repeating: .infinity, count: bands)
    greatest = [Float](repeating: -.infinity, count: bands)
  }

  mutating func add(_ rows: Raster) {
    func add<Sample>(_ values: [Sample], _ number: (Sample) -> Float) {
      for pixel in 0..<rows.width * rows.height where rows.validity.map({ $0[pixel] != 0 }) ?? true {
        for band in 0..<rows.bands {
          let value = number(values[pixel * rows.bands + band])
          if value < least[band] { least[band] = value }
          if value > greatest[band] { greatest[band] = value }
        }
      }
    }
    switch rows.samples {
    case .uint8(let values): add(values) { Float($0) }
    case .uint16(let values): add(values) { Float($0) }
    case .float32(let values): add(values) { $0 }
    }
  }

  /// The ranges, without bands that have no data.
  func named(_ names: [String]) -> [BandRange] {
    least.indices.filter { least[$0] <= greatest[$0] }.map { band in
      let name = band < names.count && !names[band].isEmpty ? names[band] : "\(band + 1)"
      return BandRange(name: name, least: Double(least[band]), greatest: Double(greatest[band]))
    }
  }
}
