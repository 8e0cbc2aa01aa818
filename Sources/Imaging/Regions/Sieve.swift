/// Merges the regions of a mask that are too small into their neighbours.
///
/// A region is a connected part of one label. While a region is below the least size and has a neighbour, the smallest one (of equal
/// ones, that with the first pixel, row by row from the top) takes the label of the neighbour with which it shares most sides of
/// pixels. Of equal neighbours the larger one counts, then the one of the lower label, then the one with the first pixel. All
/// neighbours of that label and the region become one region, which can still be small and is then merged again. Pixels of
/// ``Label/none`` belong to no region: they stay, and nothing is merged into them.
///
/// A mask is read twice, in blocks of rows. Between the readings, memory holds the regions and those borders that small regions have.
public struct Sieve: Hashable, Sendable {
  /// The least size that a region is left with.
  public var minimum: RegionSize
  /// Which pixels of one value belong together.
  public var connectivity: Connectivity

  /// Merges regions that are smaller than the minimum into their neighbours.
  public init(_ minimum: RegionSize, connectivity: Connectivity = .four) {
    self.minimum = minimum
    self.connectivity = connectivity
  }

  /// Reads all rows of a source of labels and decides which label each region gets.
  /// - Throws: the error of the source; ``RegionError``.
  package func merge(_ source: any RasterSource) throws -> MergedRegions {
    var scan = try SieveScan(self, of: source.info)
    while let band = try source.readRows(RegionBlock.rows(of: source.info)) { try scan.add(band) }
    return scan.finish()
  }
}

/// How many rows of a mask are read at a time.
enum RegionBlock {
  static func rows(of info: RasterInfo) -> Int { max(1, (1 << 20) / info.width) }
}

/// The first reading of a mask by a ``Sieve``: collects its regions and their borders from blocks of rows.
package struct SieveScan {
  private let info: RasterInfo
  private let measure: RegionMeasure
  private var numbering: RegionNumbering
  private var table = RegionTable()
  private var borders = RegionBorders()
  private var row = 0

  /// - Throws: ``RegionError/noGroundArea(path:)``.
  package init(_ sieve: Sieve, of info: RasterInfo) throws {
    self.info = info
    measure = try RegionMeasure(sieve.minimum, of: info)
    numbering = RegionNumbering(sieve.connectivity)
  }

  /// Adds the next rows.
  /// - Throws: ``RegionError/tooManyRegions(path:)``.
  package mutating func add(_ band: Raster) throws {
    let labels = band.regionLabels
    guard numbering.count + labels.count < UInt32.max else { throw RegionError.tooManyRegions(path: info.path) }
    labels.withUnsafeBufferPointer { labels in
      for start in stride(from: 0, to: labels.count, by: band.width) {
        numbering.advance(labels[start..<start + band.width])
        addRow()
      }
    }
  }

  private mutating func addRow() {
    let pixel = measure.ofPixel(row: row)
    let limit = measure.limit
    for run in 0..<numbering.runs.count {
      let number = numbering.numbers[run]
      if number == RegionNumbering.none { continue }
      if number >= table.count { table.add(label: numbering.runs.labels[run]) }
      table.grow(number, by: pixel * Double(numbering.runs.columns(run).count))
    }
    numbering.forEachContact(reach: numbering.connectivity.reach) { one, other, _ in
      table.join(one, other)
    } borders: { one, other, sides in
      let (one, other) = (table.root(of: one), table.root(of: other))
      // A border between two regions that are large already is never looked at.
      if table.sizes[Int(one)] >= limit && table.sizes[Int(other)] >= limit { return }
      borders.add(one, other, sides: sides, table: &table, limit: limit)
    }
    row += 1
  }

  /// Merges the regions.
  package mutating func finish() -> MergedRegions {
    var merging = RegionMerging(taking: &table, &borders, limit: measure.limit)
    return merging.run(connectivity: numbering.connectivity)
  }
}
