/// The validity of a raster that is resized row by row: a pixel is valid where the nearest source pixel is valid.
struct NearestValidity {
  private let columns: [Int]
  private let sourceRows: [Int]
  /// The validity of source rows, already resized along x. Rows that are all valid are left out.
  private var lines: [Int: [UInt8]] = [:]

  init(from source: (width: Int, height: Int), to target: (width: Int, height: Int)) {
    columns = Resampling.nearestPlaces(from: source.width, to: target.width)
    sourceRows = Resampling.nearestPlaces(from: source.height, to: target.height)
  }

  /// Adds the validity of the source rows from `firstRow` on.
  mutating func add(_ band: Raster, firstRow: Int) {
    guard let validity = band.validity else { return }
    for row in 0..<band.height {
      lines[firstRow + row] = columns.map { validity[row * band.width + $0] }
    }
  }

  /// The validity of resized rows, after their source rows were added; nil when all pixels are valid.
  mutating func rows(_ rows: Range<Int>) -> [UInt8]? {
    if lines.isEmpty { return nil }
    let masks = rows.map { lines[sourceRows[$0]] }
    let first = rows.upperBound < sourceRows.count ? sourceRows[rows.upperBound] : Int.max
    lines = lines.filter { $0.key >= first }
    if masks.allSatisfy({ $0 == nil }) { return nil }
    return masks.flatMap { $0 ?? [UInt8](repeating: 1, count: columns.count) }
  }
}
