/// The regions of a mask, as the first of two readings finds them.
///
/// A region is made of parts whose pixels share sides. By ``Connectivity/four`` each part is a region. By ``Connectivity/eight`` parts
/// of one label that touch at a corner are one region.
package struct RegionParts: Sendable {
  let connectivity: Connectivity
  /// The part of each number that ``RegionNumbering`` gives by sides, from 1 on. The number 0 stands for pixels without data and for
  /// what lies outside.
  let partOfNumber: [UInt32]
  /// The label of each part, from part 1 on.
  let labels: [UInt16]
  /// The first part of the region of each part.
  let firstParts: [UInt32]
  /// The size of the region, at its first part.
  let sizes: [Double]

  package var count: Int { labels.count }
}

/// The first reading of a mask whose regions are traced: finds the regions in blocks of rows.
package struct RegionScan {
  private let info: RasterInfo
  private let connectivity: Connectivity
  private let measure: RegionMeasure
  private var numbering = RegionNumbering(.four)
  private var parts = RegionTable()
  private var regions = RegionTable()
  private var row = 0

  package init(_ connectivity: Connectivity, measure: RegionMeasure, of info: RasterInfo) {
    self.connectivity = connectivity
    self.measure = measure
    self.info = info
  }

  /// Adds the next rows.
  /// - Throws: ``RegionError/tooManyRegions(path:)``.
  package mutating func add(_ band: Raster) throws {
    let labels = band.regionLabels
    guard numbering.count + labels.count < Int32.max else { throw RegionError.tooManyRegions(path: info.path) }
    labels.withUnsafeBufferPointer { labels in
      for start in stride(from: 0, to: labels.count, by: band.width) {
        numbering.advance(labels[start..<start + band.width])
        addRow()
      }
    }
  }

  private mutating func addRow() {
    let pixel = measure.ofPixel(row: row)
    for run in 0..<numbering.runs.count {
      let number = numbering.numbers[run]
      if number == RegionNumbering.none { continue }
      if number >= parts.count {
        parts.add(label: numbering.runs.labels[run])
        if connectivity == .eight { regions.add(label: numbering.runs.labels[run]) }
      }
      parts.grow(number, by: pixel * Double(numbering.runs.columns(run).count))
    }
    let joinsCorners = connectivity == .eight
    numbering.forEachContact(reach: connectivity.reach) { one, other, sides in
      if sides > 0 { parts.join(one, other) }
      if joinsCorners { regions.join(one, other) }
    } borders: { _, _, _ in
    }
    row += 1
  }

  /// The regions of the rows that were added.
  package mutating func finish() -> RegionParts {
    var partOfNumber = [UInt32](repeating: 0, count: parts.count)
    var labels: [UInt16] = []
    var firstParts: [UInt32] = []
    var sizes: [Double] = []
    for number in 0..<UInt32(parts.count) {
      // The number that stands for a part is its least, so its part is known already.
      let root = parts.root(of: number)
      if root == number {
        labels.append(parts.labels[Int(number)])
        partOfNumber[Int(number)] = UInt32(labels.count)
        let first = joined(number).map { partOfNumber[Int($0)] } ?? UInt32(labels.count)
        firstParts.append(first)
        sizes.append(0)
        sizes[Int(first) - 1] += parts.sizes[Int(number)]
      } else {
        partOfNumber[Int(number)] = partOfNumber[Int(root)]
      }
    }
    return RegionParts(
      connectivity: connectivity, partOfNumber: partOfNumber, labels: labels, firstParts: firstParts, sizes: sizes)
  }

  /// The number that stands for the region of a number; nil where each part is a region.
  private mutating func joined(_ number: UInt32) -> UInt32? {
    connectivity == .eight ? regions.root(of: number) : nil
  }
}

extension RegionParts {
  /// The labels that regions have.
  package var usedLabels: Set<UInt16> { Set(labels) }

  /// The label of the region with a first part.
  package func label(of firstPart: UInt32) -> UInt16 { labels[Int(firstPart) - 1] }
}
