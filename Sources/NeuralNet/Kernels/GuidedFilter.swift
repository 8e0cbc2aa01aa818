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
  /// Rows taken; past the last, rows that are not there.
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
  /// - Shapes: guide `[rows, width]`, planes and results each `[rows, width]`.
  public func next(guide rows: [Float], planes values: [[Float]], context: ComputeContext) -> [[Float]] {
    var results = [[Float]](repeating: [], count: planes.count)
    let count = rows.count / max(width, 1)
    var start = 0
    while start < count {
      let end = min(start + Guide.band, count)
      let area = start * width..<end * width
      advance(end - start, guide: rows[area], planes: values.map { $0[area] }, into: &results, context: context)
      start = end
    }
    while time >= height && time < height + 2 * radius {
      let missing = [ArraySlice<Float>](repeating: [], count: planes.count)
      advance(
        min(Guide.band, height + 2 * radius - time), guide: [], planes: missing, into: &results, context: context)
    }
    return results
  }

  private func advance(
    _ count: Int, guide rows: ArraySlice<Float>, planes values: [ArraySlice<Float>], into results: inout [[Float]],
    context: ComputeContext
  ) {
    guide.advance(from: time, count: count, rows: rows)
    results.withUnsafeMutableBufferPointer { results in
      // Each plane has its own state and result.
      nonisolated(unsafe) let (results, planes, guide) = (results, planes, guide)
      let time = time
      context.forEach(planes.count) { k in
        for step in 0..<count {
          planes[k].advance(
            time + step, row: values[k].dropFirst(step * width).prefix(width), guide: guide, step: step,
            into: &results[k])
        }
      }
    }
    time += count
  }

  /// What all planes share: rows of the guide, and its mean and variance in each window.
  private final class Guide {
    static let band = 32
    let width: Int
    let height: Int
    let radius: Int
    let epsilon: Double
    private let capacity: Int
    private var rows: [Float]
    private var sums: BoxSums
    private var squares: BoxSums
    /// Of the windows that the steps of the band complete.
    private(set) var means: [Float]
    private(set) var inverseVariances: [Float]

    init(width: Int, height: Int, radius: Int, epsilon: Double) {
      self.width = width
      self.height = height
      self.radius = radius
      self.epsilon = epsilon
      // A row is subtracted from the sums after 2 r + 1 steps, by planes that may be a band behind.
      capacity = 2 * radius + 2 + Self.band
      rows = [Float](repeating: 0, count: capacity * width)
      sums = BoxSums(width: width, height: height, radius: radius)
      squares = sums
      means = [Float](repeating: 0, count: Self.band * width)
      inverseVariances = means
    }

    func offset(_ row: Int) -> Int { row % capacity * width }

    func withRows<Result>(_ body: (UnsafePointer<Float>) -> Result) -> Result {
      rows.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { preconditionFailure("a guide without rows") }
        return body(base)
      }
    }

    func advance(from time: Int, count: Int, rows added: ArraySlice<Float>) {
      for step in 0..<count {
        let t = time + step
        if t < height {
          let place = offset(t)
          for x in 0..<width { rows[place + x] = added[added.startIndex + step * width + x] }
          let row = rows[place..<place + width]
          sums.add(row) { Double($0) }
          squares.add(row) { Double($0) * Double($0) }
        }
        let leaving = t - 2 * radius - 1
        if leaving >= 0 && leaving < height {
          let place = offset(leaving)
          let row = rows[place..<place + width]
          sums.subtract(row) { Double($0) }
          squares.subtract(row) { Double($0) * Double($0) }
        }
        let s = t - radius
        if s >= 0 && s < height {
          let mean = sums.means(around: s)
          let square = squares.means(around: s)
          for x in 0..<width {
            means[step * width + x] = Float(mean[x])
            inverseVariances[step * width + x] = Float(1 / (max(0, square[x] - mean[x] * mean[x]) + epsilon))
          }
        }
      }
    }
  }

  /// One plane on its way through the filter.
  private final class Plane {
    private let width: Int
    private let height: Int
    private let radius: Int
    private let capacity: Int
    private var rows: [Float]
    private var slopes: [Float]
    private var intercepts: [Float]
    private var sums: BoxSums
    private var products: BoxSums
    private var slopeSums: BoxSums
    private var interceptSums: BoxSums
    private var product: [Float]

    init(width: Int, height: Int, radius: Int) {
      self.width = width
      self.height = height
      self.radius = radius
      capacity = 2 * radius + 2
      rows = [Float](repeating: 0, count: capacity * width)
      slopes = rows
      intercepts = rows
      sums = BoxSums(width: width, height: height, radius: radius)
      products = sums
      slopeSums = sums
      interceptSums = sums
      product = [Float](repeating: 0, count: width)
    }

    func advance(_ t: Int, row: ArraySlice<Float>, guide: Guide, step: Int, into result: inout [Float]) {
      if t < height {
        let place = t % capacity * width
        rows.replaceSubrange(place..<place + width, with: row)
        sums.add(rows[place..<place + width]) { Double($0) }
        multiply(place, by: guide, row: t)
        products.add(product[...]) { Double($0) }
      }
      let leaving = t - 2 * radius - 1
      if leaving >= 0 && leaving < height {
        let place = leaving % capacity * width
        sums.subtract(rows[place..<place + width]) { Double($0) }
        multiply(place, by: guide, row: leaving)
        products.subtract(product[...]) { Double($0) }
      }
      let s = t - radius
      guard s >= 0 else { return }
      if s < height {
        let place = s % capacity * width
        let mean = sums.means(around: s)
        let both = products.means(around: s)
        for x in 0..<width {
          let guideMean = guide.means[step * width + x]
          let a = Float(both[x] - Double(guideMean) * mean[x]) * guide.inverseVariances[step * width + x]
          slopes[place + x] = a
          intercepts[place + x] = Float(mean[x]) - a * guideMean
        }
        slopeSums.add(slopes[place..<place + width]) { Double($0) }
        interceptSums.add(intercepts[place..<place + width]) { Double($0) }
      }
      let past = s - 2 * radius - 1
      if past >= 0 && past < height {
        let place = past % capacity * width
        slopeSums.subtract(slopes[place..<place + width]) { Double($0) }
        interceptSums.subtract(intercepts[place..<place + width]) { Double($0) }
      }
      let y = s - radius
      guard y >= 0 && y < height else { return }
      let a = slopeSums.means(around: y)
      let b = interceptSums.means(around: y)
      guide.withRows { guideRows in
        let line = guideRows + guide.offset(y)
        for x in 0..<width { result.append(Float(a[x] * Double(line[x]) + b[x])) }
      }
    }

    private func multiply(_ place: Int, by guide: Guide, row: Int) {
      guide.withRows { guideRows in
        let line = guideRows + guide.offset(row)
        for x in 0..<width { product[x] = rows[place + x] * line[x] }
      }
    }
  }
}

/// Sums over the rows of a window for each column, and from them means over windows. In Double, so that adding and
/// subtracting rows leaves nothing behind.
private struct BoxSums {
  private let height: Int
  private let radius: Int
  private var columns: [Double]
  private var result: [Double]

  init(width: Int, height: Int, radius: Int) {
    self.height = height
    self.radius = radius
    columns = [Double](repeating: 0, count: width)
    result = columns
  }

  mutating func add(_ row: ArraySlice<Float>, _ value: (Float) -> Double) {
    row.withUnsafeBufferPointer { row in
      columns.withUnsafeMutableBufferPointer { columns in for x in columns.indices { columns[x] += value(row[x]) } }
    }
  }

  mutating func subtract(_ row: ArraySlice<Float>, _ value: (Float) -> Double) {
    row.withUnsafeBufferPointer { row in
      columns.withUnsafeMutableBufferPointer { columns in for x in columns.indices { columns[x] -= value(row[x]) } }
    }
  }

  /// The mean of each column's window around row `s`, the window's rows having been added.
  mutating func means(around s: Int) -> [Double] {
    let rows = min(s + radius, height - 1) - max(s - radius, 0) + 1
    let width = columns.count
    columns.withUnsafeBufferPointer { columns in
      result.withUnsafeMutableBufferPointer { result in
        var sum = 0.0
        for x in 0..<min(radius, width) { sum += columns[x] }
        for x in 0..<width {
          if x + radius < width { sum += columns[x + radius] }
          if x > radius { sum -= columns[x - radius - 1] }
          let count = min(x + radius, width - 1) - max(x - radius, 0) + 1
          result[x] = sum / Double(rows * count)
        }
      }
    }
    return result
  }
}
