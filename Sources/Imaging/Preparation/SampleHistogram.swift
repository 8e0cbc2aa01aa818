/// How often each sample value occurs in each band of images of one sample type.
package struct SampleHistogram: Hashable, Sendable {
  /// For each band, samples by value.
  package private(set) var counts: [[Int]]

  package init(bands: Int, bits: Int) {
    counts = [[Int]](repeating: [Int](repeating: 0, count: 1 << bits), count: bands)
  }

  /// Adds the first bands of some rows.
  /// - Parameters:
  ///   - step: of the rows of the image, the first of each `step` is counted.
  ///   - firstRow: the place of the first of `rows` in the image.
  package mutating func add(_ rows: Raster, every step: Int = 1, firstRow: Int = 0) {
    let start = (step - firstRow % step) % step
    func count<Sample: FixedWidthInteger>(_ values: [Sample]) {
      values.withUnsafeBufferPointer { values in
        for band in counts.indices {
          counts[band].withUnsafeMutableBufferPointer { counts in
            for row in stride(from: start, to: rows.height, by: step) {
              for pixel in row * rows.width..<(row + 1) * rows.width {
                if let validity = rows.validity, validity[pixel] == 0 { continue }
                counts[Int(values[pixel * rows.bands + band])] += 1
              }
            }
          }
        }
      }
    }
    switch rows.samples {
    case .uint8(let values): count(values)
    case .uint16(let values): count(values)
    case .float32: break
    }
  }

  /// Adds the counts of other images of as many bands.
  package mutating func add(_ other: SampleHistogram) {
    for band in counts.indices {
      for value in counts[band].indices { counts[band][value] += other.counts[band][value] }
    }
  }

  /// The samples that were counted.
  package var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

  /// The counts of all bands together, as one band.
  package var joined: SampleHistogram {
    var result = self
    result.counts = [counts[0].indices.map { value in counts.reduce(0) { $0 + $1[value] } }]
    return result
  }

  /// The least and the greatest value of a band; nil where nothing was counted.
  package func extremes(of band: Int) -> ClosedRange<Int>? {
    guard let least = counts[band].firstIndex(where: { $0 > 0 }), let most = counts[band].lastIndex(where: { $0 > 0 })
    else { return nil }
    return least...most
  }

  /// The least value of a band at or below which this share of the samples lies, 0...100.
  package func percentile(_ share: Double, of band: Int) -> Int {
    let wanted = share / 100 * Double(counts[band].reduce(0, +))
    var sum = 0
    for (value, count) in counts[band].enumerated() where count > 0 {
      sum += count
      if Double(sum) >= wanted { return value }
    }
    return extremes(of: band)?.upperBound ?? 0
  }
}
