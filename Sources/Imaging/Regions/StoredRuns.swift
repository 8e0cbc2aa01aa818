/// Rows of labels in memory as runs, for a second reading of what is made only once.
///
/// A run takes two to eight bytes: its label and its length, seven bits a byte.
package struct StoredRuns {
  private let info: RasterInfo
  private var bytes: [UInt8] = []
  private var runs = LabelRuns()

  /// - Parameter info: the size of the rows, and what messages call them.
  package init(_ info: RasterInfo) { self.info = info.derived(bands: 1, sampleType: .uint16) }

  /// Adds the next rows.
  package mutating func add(_ band: LabelMap) {
    band.values.withUnsafeBufferPointer { values in
      for start in stride(from: 0, to: values.count, by: band.width) {
        runs.read(values[start..<start + band.width])
        for run in 0..<runs.count {
          // One more, so that no label becomes 0 and takes one byte.
          append(runs.labels[run] &+ 1)
          append(UInt32(runs.columns(run).count))
        }
      }
    }
  }

  /// A source that reads the rows from the first on.
  package func rows() -> any RasterSource { StoredRunRows(info, bytes) }

  private mutating func append(_ value: some FixedWidthInteger & UnsignedInteger) {
    var rest = value
    while rest >= 128 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 128)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }
}

/// Reads the rows of ``StoredRuns``.
private final class StoredRunRows: RasterSource {
  let info: RasterInfo
  private let bytes: [UInt8]
  private var next = 0
  private var nextRow = 0

  init(_ info: RasterInfo, _ bytes: [UInt8]) {
    self.info = info
    self.bytes = bytes
  }

  func readRows(_ count: Int) -> Raster? {
    let count = min(count, info.height - nextRow)
    guard count > 0 else { return nil }
    nextRow += count
    var values: [UInt16] = []
    values.reserveCapacity(count * info.width)
    while values.count < count * info.width {
      let label = UInt16(truncatingIfNeeded: number()) &- 1
      values.append(contentsOf: repeatElement(label, count: Int(number())))
    }
    return Raster(width: info.width, height: count, bands: 1, samples: .uint16(values))
  }

  private func number() -> UInt32 {
    var (value, shift) = (UInt32(0), UInt32(0))
    while true {
      let byte = bytes[next]
      next += 1
      value |= UInt32(byte & 127) << shift
      if byte < 128 { return value }
      shift += 7
    }
  }
}
