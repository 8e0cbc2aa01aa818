import Basics

// I guide, p plane, s and t rows, r radius; a, b the local line p = a I + b.

/// Makes planes follow the edges of an image: the guided filter, a band of rows at a time.
///
/// In every window of `2 * radius + 1` pixels a side a plane is fitted by a line in the guide's brightness; each pixel takes
/// the mean of the lines of the windows around it. Where the guide has an edge, so has the result; elsewhere it is smooth.
/// Windows are cut at the borders of the image.
///
/// - Source: He, Sun and Tang, "Guided Image Filtering", TPAMI 2013, equations 5, 6 and 8.
public final class GuidedFilter {
  public let width: Int
  public let height: Int
  private let guide: Guide
  private let planes: [Plane]
  /// Rows taken.
  private var time = 0
  private let radius: Int

  /// - Parameters:
  ///   - radius: of the windows, in pixels.
  ///   - epsilon: variance of the guide (values 0...1) below which a window counts as flat.
  /// - Precondition: `radius` is at least 1.
  public init(width: Int, height: Int, planes: Int, radius: Int, epsilon: Double = 1e-3) {
    precondition(radius > 0, "a window of radius \(radius)")
    self.width = width
    self.height = height
    self.radius = radius
    guide = Guide(width: width, height: height, radius: radius, epsilon: epsilon)
    self.planes = (0..<planes).map { _ in Plane(width: width, height: height, radius: radius) }
  }

  /// Takes the next rows, and returns the rows that are finished, for each plane as many; they lag by `2 * radius` rows.
  /// After the last row of the image all that are left are returned.
  /// - Shapes: guide `[rows, width]`, planes `[K, rows, width]` and results `[K, finished rows, width]`.
  public func next(guide rows: [Float], planes values: [Float], context: ComputeContext) -> [Float] {
    let count = rows.count / max(width, 1)
    // Rows past the last one push out what is left.
    let steps = count + (time + count == height ? 2 * radius : 0)
    let finished = max(0, min(time + steps - 2 * radius, height) - max(0, time - 2 * radius))
    return [Float](unsafeUninitializedCapacity: planes.count * finished * width) { results, initialized in
      rows.withUnsafeBufferPointer { rows in
        values.withUnsafeBufferPointer { values in
          guard let rows = rows.baseAddress, let values = values.baseAddress, let results = results.baseAddress else {
            return
          }
          advance(steps, count: count, finished: finished, guide: rows, planes: values, into: results, context: context)
        }
      }
      initialized = planes.count * finished * width
    }
  }

  private func advance(
    _ steps: Int, count: Int, finished: Int, guide rows: UnsafePointer<Float>, planes values: UnsafePointer<Float>,
    into results: UnsafeMutablePointer<Float>, context: ComputeContext
  ) {
    let first = max(0, time - 2 * radius)
    var start = 0
    while start < steps {
      let band = start..<min(start + Guide.band, steps)
      guide.advance(from: time + start, count: band.count, rows: start < count ? rows + start * width : nil)
      // Each plane has its own state and results.
      nonisolated(unsafe) let (planes, guide, results, values) = (planes, guide, results, values)
      let (time, width, radius) = (time, width, radius)
      context.forEach(planes.count) { k in
        for step in band {
          let y = time + step - 2 * radius
          planes[k].advance(
            time + step, row: step < count ? values + (k * count + step) * width : nil, guide: guide,
            step: step - band.lowerBound, into: results + (k * finished + max(0, y - first)) * width)
        }
      }
      start = band.upperBound
    }
    time += count
  }

  /// What all planes share: rows of the guide, and its mean and variance in each window.
  private final class Guide {
    static let band = 32
    private let width: Int
    private let height: Int
    private let radius: Int
    private let epsilon: Double
    private let rows: RowRing
    private let squares: RowRing
    private let sums: BoxSums
    private let squareSums: BoxSums
    /// Of the windows that the steps of the band complete.
    private let windows: RowRing
    private let inverses: RowRing

    init(width: Int, height: Int, radius: Int, epsilon: Double) {
      self.width = width
      self.height = height
      self.radius = radius
      self.epsilon = epsilon
      // Planes may be a band behind when they subtract the row that has left a window.
      rows = RowRing(width: width, capacity: 2 * radius + 2 + Self.band)
      squares = RowRing(width: width, capacity: 2 * radius + 2)
      sums = BoxSums(width: width, height: height, radius: radius)
      squareSums = BoxSums(width: width, height: height, radius: radius)
      windows = RowRing(width: width, capacity: Self.band)
      inverses = RowRing(width: width, capacity: Self.band)
    }

    func row(_ index: Int) -> UnsafePointer<Float> { UnsafePointer(rows[index]) }
    func means(_ step: Int) -> UnsafePointer<Float> { UnsafePointer(windows[step]) }
    func inverseVariances(_ step: Int) -> UnsafePointer<Float> { UnsafePointer(inverses[step]) }

    func advance(from time: Int, count: Int, rows added: UnsafePointer<Float>?) {
      for step in 0..<count {
        let t = time + step
        if t < height, let added {
          let (row, square) = (rows[t], squares[t])
          for x in 0..<width {
            row[x] = added[step * width + x]
            square[x] = row[x] * row[x]
          }
          sums.add(row)
          squareSums.add(square)
        }
        let s = t - radius
        if s >= 0 && s < height {
          let (means, inverses) = (windows[step], inverses[step])
          let (mean, square) = (sums.means(around: s), squareSums.means(around: s))
          for x in 0..<width {
            means[x] = Float(mean[x])
            inverses[x] = Float(1 / (max(0, square[x] - mean[x] * mean[x]) + epsilon))
          }
        }
        let leaving = t - 2 * radius
        if leaving >= 0 && leaving < height {
          sums.subtract(rows[leaving])
          squareSums.subtract(squares[leaving])
        }
      }
    }
  }

  /// One plane on its way through the filter.
  private final class Plane {
    private let width: Int
    private let height: Int
    private let radius: Int
    private let rows: RowRing
    private let products: RowRing
    private let slopes: RowRing
    private let intercepts: RowRing
    private let sums: BoxSums
    private let productSums: BoxSums
    private let slopeSums: BoxSums
    private let interceptSums: BoxSums

    init(width: Int, height: Int, radius: Int) {
      self.width = width
      self.height = height
      self.radius = radius
      let rings = (0..<4).map { _ in RowRing(width: width, capacity: 2 * radius + 1) }
      (rows, products, slopes, intercepts) = (rings[0], rings[1], rings[2], rings[3])
      let boxes = (0..<4).map { _ in BoxSums(width: width, height: height, radius: radius) }
      (sums, productSums, slopeSums, interceptSums) = (boxes[0], boxes[1], boxes[2], boxes[3])
    }

    /// - Parameters:
    ///   - row: of the plane; nil past the last.
    ///   - result: takes the row that is finished, if one is.
    func advance(
      _ t: Int, row added: UnsafePointer<Float>?, guide: Guide, step: Int, into result: UnsafeMutablePointer<Float>
    ) {
      if t < height, let added {
        let (row, product, light) = (rows[t], products[t], guide.row(t))
        for x in 0..<width {
          row[x] = added[x]
          product[x] = added[x] * light[x]
        }
        sums.add(row)
        productSums.add(product)
      }
      let s = t - radius
      if s >= 0 && s < height {
        let (slope, intercept) = (slopes[s], intercepts[s])
        let (mean, product) = (sums.means(around: s), productSums.means(around: s))
        let (light, inverse) = (guide.means(step), guide.inverseVariances(step))
        for x in 0..<width {
          slope[x] = Float(product[x] - Double(light[x]) * mean[x]) * inverse[x]
          intercept[x] = Float(mean[x]) - slope[x] * light[x]
        }
        slopeSums.add(slope)
        interceptSums.add(intercept)
      }
      let leaving = t - 2 * radius
      if leaving >= 0 && leaving < height {
        sums.subtract(rows[leaving])
        productSums.subtract(products[leaving])
      }
      let y = s - radius
      if y >= 0 && y < height {
        let (slope, intercept) = (slopeSums.means(around: y), interceptSums.means(around: y))
        let light = guide.row(y)
        for x in 0..<width { result[x] = Float(slope[x] * Double(light[x]) + intercept[x]) }
      }
      let past = s - 2 * radius
      if past >= 0 && past < height {
        slopeSums.subtract(slopes[past])
        interceptSums.subtract(intercepts[past])
      }
    }
  }
}

/// The last rows of a plane.
private final class RowRing {
  private let values: UnsafeMutablePointer<Float>
  private let width: Int
  private let capacity: Int

  init(width: Int, capacity: Int) {
    self.width = width
    self.capacity = capacity
    values = .allocate(capacity: max(1, width * capacity))
    values.initialize(repeating: 0, count: width * capacity)
  }

  deinit { values.deallocate() }

  subscript(row: Int) -> UnsafeMutablePointer<Float> { values + row % capacity * width }
}

/// Sums over the rows of a window for each column, and from them means over windows. In Double, so that adding and
/// subtracting rows leaves nothing behind.
private final class BoxSums {
  private let width: Int
  private let height: Int
  private let radius: Int
  private let columns: UnsafeMutablePointer<Double>
  private let result: UnsafeMutablePointer<Double>

  init(width: Int, height: Int, radius: Int) {
    self.width = width
    self.height = height
    self.radius = radius
    columns = .allocate(capacity: max(1, width))
    columns.initialize(repeating: 0, count: width)
    result = .allocate(capacity: max(1, width))
    result.initialize(repeating: 0, count: width)
  }

  deinit {
    columns.deallocate()
    result.deallocate()
  }

  func add(_ row: UnsafePointer<Float>) { for x in 0..<width { columns[x] += Double(row[x]) } }

  func subtract(_ row: UnsafePointer<Float>) { for x in 0..<width { columns[x] -= Double(row[x]) } }

  /// The mean of each column's window around row `s`, the window's rows having been added; valid until the next call.
  func means(around s: Int) -> UnsafePointer<Double> {
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
