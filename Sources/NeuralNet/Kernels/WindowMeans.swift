import Basics

/// Memory from which filters take their rows, one after another.
struct RowMemory {
  private var floats: UnsafeMutablePointer<Float>
  private var doubles: UnsafeMutablePointer<Double>

  /// - Parameters: borrowed memory with the elements of all rows.
  init(floats: UnsafeMutablePointer<Float>, doubles: UnsafeMutablePointer<Double>) {
    self.floats = floats
    self.doubles = doubles
  }

  mutating func ring(width: Int, capacity: Int) -> RowRing {
    defer { floats += width * capacity }
    return RowRing(values: floats, width: width, capacity: capacity)
  }

  mutating func means(width: Int, height: Int, radius: Int) -> WindowMeans {
    defer { doubles += WindowMeans.doubles(width: width) }
    return WindowMeans(columns: doubles, result: doubles + width, width: width, height: height, radius: radius)
  }
}

/// The last rows of a plane, in borrowed memory of `width * capacity` floats.
struct RowRing {
  let values: UnsafeMutablePointer<Float>
  let width: Int
  let capacity: Int

  subscript(row: Int) -> UnsafeMutablePointer<Float> { values + row % capacity * width }
}

/// Sums over the rows of a window for each column, and means over windows. They are in Double, so that adding and
/// subtracting rows leaves no error. Windows are cut at the borders of the plane.
struct WindowMeans {
  /// Borrowed memory of `width` each; zeros before the first row is added.
  let columns: UnsafeMutablePointer<Double>
  let result: UnsafeMutablePointer<Double>
  let width: Int
  let height: Int
  let radius: Int

  /// The doubles that are borrowed.
  static func doubles(width: Int) -> Int { 2 * width }

  func add(_ row: UnsafePointer<Float>) { for x in 0..<width { columns[x] += Double(row[x]) } }

  func subtract(_ row: UnsafePointer<Float>) { for x in 0..<width { columns[x] -= Double(row[x]) } }

  /// The mean of the window around each column of row `s`, after the rows of the window were added. Valid until the next
  /// call.
  func around(_ s: Int) -> UnsafePointer<Double> {
    let rows = min(s + radius, height - 1) - max(s - radius, 0) + 1
    var sum = 0.0
    for x in 0..<min(radius, width) { sum += columns[x] }
    for x in 0..<width {
      if x + radius < width { sum += columns[x + radius] }
      if x > radius { sum -= columns[x - radius - 1] }
      let count = min(x + radius, width - 1) - max(x - radius, 0) + 1
      result[x] = sum / Double(rows * count)
    }
    return UnsafePointer(result)
  }
}
