/// Changes the size of a raster row by row: source rows are added as they are needed, and resized rows come in order.
struct RowResampler {
  private let bands: Int
  private let columns: AxisTaps
  private let rows: AxisTaps
  private var nextRow = 0
  /// The source rows that the next row may need, already resized along x.
  private var narrow: [Int: [Float]] = [:]

  init(from source: (width: Int, height: Int), to target: (width: Int, height: Int), bands: Int) {
    self.bands = bands
    columns = AxisTaps(from: source.width, to: target.width)
    rows = AxisTaps(from: source.height, to: target.height)
    sourceRowLength = source.width * bands
  }

  /// The number of samples of a source row.
  let sourceRowLength: Int
  /// The number of samples of a resized row.
  var rowLength: Int { columns.count * bands }
  /// The number of resized rows.
  var height: Int { rows.count }

  /// The source rows that the next row needs and that were not added yet.
  var missingRows: [Int] {
    (rows.starts[nextRow]..<rows.starts[nextRow] + rows.counts[nextRow]).filter { narrow[$0] == nil }
  }

  /// Adds source row `row`.
  mutating func add<Sample: RasterSample>(row: Int, _ samples: UnsafeBufferPointer<Sample>) {
    let count = columns.count
    narrow[row] = [Float](unsafeUninitializedCapacity: count * bands) { line, initialized in
      for x in 0..<count {
        let from = columns.starts[x] * bands
        for c in 0..<bands {
          var sum: Float = 0
          for tap in 0..<columns.counts[x] {
            sum += columns.weights[columns.offsets[x] + tap] * samples[from + tap * bands + c].float
          }
          line.initializeElement(at: x * bands + c, to: sum)
        }
      }
      initialized = count * bands
    }
  }

  /// Appends the next resized row. Whole numbers are rounded to the nearest.
  mutating func appendNextRow<Sample: RasterSample>(to result: inout [Sample]) {
    var sums = [Float](repeating: 0, count: rowLength)
    let needed = rows.starts[nextRow]..<rows.starts[nextRow] + rows.counts[nextRow]
    for (tap, row) in needed.enumerated() {
      guard let line = narrow[row] else { preconditionFailure("row \(row) has not been added") }
      let weight = rows.weights[rows.offsets[nextRow] + tap]
      for i in sums.indices { sums[i] += weight * line[i] }
    }
    for sum in sums { result.append(Sample(nearest: sum)) }
    nextRow += 1
    let first = nextRow < rows.count ? rows.starts[nextRow] : Int.max
    for row in narrow.keys where row < first { narrow[row] = nil }
  }
}

/// For each place of a resized axis, the range of source places that it is mixed from. Their weights sum to 1.
private struct AxisTaps {
  var starts: [Int] = []
  var counts: [Int] = []
  var offsets: [Int] = []
  var weights: [Float] = []

  var count: Int { starts.count }

  init(from source: Int, to target: Int) {
    let scale = Double(source) / Double(target)
    for place in 0..<target {
      var taps: [(place: Int, weight: Double)] = []
      if target < source {
        let low = Double(place) * scale
        let high = Double(place + 1) * scale
        for covered in Int(low)..<min(source, Int(high.rounded(.up))) {
          taps.append((covered, min(high, Double(covered + 1)) - max(low, Double(covered))))
        }
      } else {
        let centre = min(max((Double(place) + 0.5) * scale - 0.5, 0), Double(source - 1))
        let low = Int(centre)
        taps.append((low, 1 - (centre - Double(low))))
        if low + 1 < source { taps.append((low + 1, centre - Double(low))) }
      }
      let total = taps.reduce(0) { $0 + $1.weight }
      starts.append(taps[0].place)
      counts.append(taps.count)
      offsets.append(weights.count)
      weights += taps.map { Float($0.weight / total) }
    }
  }
}
