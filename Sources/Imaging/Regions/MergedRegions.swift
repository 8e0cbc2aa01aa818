/// What a sieve has done to one mask or several.
public struct SieveCounts: Hashable, Sendable {
  /// Regions that the masks had.
  public internal(set) var regions = 0
  /// How many regions there are fewer.
  public internal(set) var merged = 0
  /// Small regions that are left, since they have no neighbour.
  public internal(set) var left = 0

  package init() {}

  package static func + (one: SieveCounts, other: SieveCounts) -> SieveCounts {
    var sum = one
    sum.regions += other.regions
    sum.merged += other.merged
    sum.left += other.left
    return sum
  }
}

/// The label that each region of a mask gets, for a second reading of the mask.
package struct MergedRegions: Sendable {
  /// The label of each number that ``RegionNumbering`` gives.
  let labels: [UInt16]
  let connectivity: Connectivity
  package let counts: SieveCounts
}

/// A mask whose small regions are merged.
package final class SievedRows: RasterSource {
  package let info: RasterInfo
  private let source: any RasterSource
  private let regions: MergedRegions
  private var numbering: RegionNumbering

  /// - Parameters:
  ///   - source: the rows that the regions were found in, with none read yet.
  ///   - regions: what ``Sieve/merge(_:)`` has found.
  package init(_ source: any RasterSource, _ regions: MergedRegions) {
    self.source = source
    self.regions = regions
    numbering = RegionNumbering(regions.connectivity)
    info = source.info.derived(bands: 1, sampleType: .uint16)
  }

  /// - Throws: the error of the source; ``RegionError/changed(path:)``.
  package func readRows(_ count: Int) throws -> Raster? {
    guard let band = try source.readRows(count) else { return nil }
    let labels = band.regionLabels
    // Pixels without data keep what the file stores for them.
    var values = LabelMap(band).values
    try labels.withUnsafeBufferPointer { labels in
      try values.withUnsafeMutableBufferPointer { values in
        for start in stride(from: 0, to: labels.count, by: band.width) {
          numbering.advance(labels[start..<start + band.width])
          guard numbering.count <= regions.labels.count else { throw RegionError.changed(path: info.path) }
          for run in 0..<numbering.runs.count {
            let number = numbering.numbers[run]
            if number == RegionNumbering.none { continue }
            let label = regions.labels[Int(number)]
            if label == numbering.runs.labels[run] { continue }
            let columns = numbering.runs.columns(run)
            for at in start + columns.lowerBound..<start + columns.upperBound { values[at] = label }
          }
        }
      }
    }
    return Raster(
      width: band.width, height: band.height, bands: 1, samples: .uint16(values), validity: band.validity)
  }
}
