/// One row of a mask as runs of equal labels.
struct LabelRuns {
  /// The column after each run.
  private(set) var ends: [Int32] = []
  private(set) var labels: [UInt16] = []

  var count: Int { ends.count }

  /// The columns of a run.
  @inline(__always)
  func columns(_ run: Int) -> Range<Int> { (run == 0 ? 0 : Int(ends[run - 1]))..<Int(ends[run]) }

  /// Takes the place of the runs by those of another row, which is not empty.
  mutating func read(_ row: Slice<UnsafeBufferPointer<UInt16>>) {
    let row = UnsafeBufferPointer(rebasing: row)
    ends.removeAll(keepingCapacity: true)
    labels.removeAll(keepingCapacity: true)
    var label = row[0]
    for column in 1..<max(1, row.count) where row[column] != label {
      ends.append(Int32(truncatingIfNeeded: column))
      labels.append(label)
      label = row[column]
    }
    ends.append(Int32(truncatingIfNeeded: row.count))
    labels.append(label)
  }
}

extension Raster {
  /// The labels of a band of a mask; ``Label/none`` where there is no data.
  /// - Precondition: one band of whole numbers.
  var regionLabels: [UInt16] {
    var values = LabelMap(self).values
    if let validity {
      for pixel in values.indices where validity[pixel] == 0 { values[pixel] = Label.none }
    }
    return values
  }
}
