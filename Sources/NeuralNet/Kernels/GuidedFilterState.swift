import Basics

// s and t rows.

/// The rows of the guide of a guided filter, and its mean and variance in each window. All planes share them.
struct GuideState {
  static let band = 32
  private let width: Int
  private let height: Int
  private let radius: Int
  private let epsilon: Double
  private let rows: RowRing
  private let squares: RowRing
  private let sums: WindowMeans
  private let squareSums: WindowMeans
  /// The means of the windows that the rows of the band complete. ``inverses`` holds their inverse variances.
  private let windows: RowRing
  private let inverses: RowRing
  /// 0 or 1 for each pixel of ``rows``; nil where all count.
  private let weights: RowRing?
  private let weightSums: WindowMeans?
  /// By which the means of a window are multiplied to become those of the pixels that count.
  private let scales: RowRing?

  /// The floats and doubles that the rows need.
  static func size(width: Int, radius: Int, hasWeights: Bool) -> (floats: Int, doubles: Int) {
    let (rows, means) = hasWeights ? (capacity(radius) + band, 1) : (0, 0)
    return (
      (capacity(radius) + 2 * radius + 2 + 2 * band + rows) * width, (2 + means) * WindowMeans.doubles(width: width)
    )
  }

  /// A plane may be a band behind the guide when it subtracts a row from a window.
  private static func capacity(_ radius: Int) -> Int { 2 * radius + 2 + band }

  init(width: Int, height: Int, radius: Int, epsilon: Double, hasWeights: Bool, from memory: inout RowMemory) {
    self.width = width
    self.height = height
    self.radius = radius
    self.epsilon = epsilon
    weights = hasWeights ? memory.ring(width: width, capacity: Self.capacity(radius)) : nil
    scales = hasWeights ? memory.ring(width: width, capacity: Self.band) : nil
    weightSums = hasWeights ? memory.means(width: width, height: height, radius: radius) : nil
    rows = memory.ring(width: width, capacity: Self.capacity(radius))
    squares = memory.ring(width: width, capacity: 2 * radius + 2)
    windows = memory.ring(width: width, capacity: Self.band)
    inverses = memory.ring(width: width, capacity: Self.band)
    sums = memory.means(width: width, height: height, radius: radius)
    squareSums = memory.means(width: width, height: height, radius: radius)
  }

  func row(_ index: Int) -> UnsafePointer<Float> { UnsafePointer(rows[index]) }
  func means(_ step: Int) -> UnsafePointer<Float> { UnsafePointer(windows[step]) }
  /// The weights of a row; nil where all pixels count.
  func weights(_ index: Int) -> UnsafePointer<Float>? { weights.map { UnsafePointer($0[index]) } }
  func scales(_ step: Int) -> UnsafePointer<Float>? { scales.map { UnsafePointer($0[step]) } }
  func inverseVariances(_ step: Int) -> UnsafePointer<Float> { UnsafePointer(inverses[step]) }

  /// - Parameter given: the weights of the rows.
  func advance(from time: Int, count: Int, rows added: UnsafePointer<Float>?, weights given: UnsafePointer<Float>?) {
    for step in 0..<count {
      let t = time + step
      if t < height, let added {
        let (row, square) = (rows[t], squares[t])
        if let weight = weights?[t], let given {
          for x in 0..<width {
            weight[x] = given[step * width + x]
            row[x] = added[step * width + x] * weight[x]
          }
          weightSums?.add(weight)
        } else {
          for x in 0..<width { row[x] = added[step * width + x] }
        }
        for x in 0..<width { square[x] = row[x] * row[x] }
        sums.add(row)
        squareSums.add(square)
      }
      let s = t - radius
      if s >= 0 && s < height {
        let (means, inverses) = (windows[step], inverses[step])
        let (mean, square) = (sums.around(s), squareSums.around(s))
        if let scales = scales?[step], let weight = weightSums?.around(s) {
          for x in 0..<width {
            let scale = weight[x] > 0 ? 1 / weight[x] : 0
            let (mean, square) = (mean[x] * scale, square[x] * scale)
            scales[x] = Float(scale)
            means[x] = Float(mean)
            inverses[x] = Float(1 / (max(0, square - mean * mean) + epsilon))
          }
        } else {
          for x in 0..<width {
            means[x] = Float(mean[x])
            inverses[x] = Float(1 / (max(0, square[x] - mean[x] * mean[x]) + epsilon))
          }
        }
      }
      let leaving = t - 2 * radius
      if leaving >= 0 && leaving < height {
        sums.subtract(rows[leaving])
        squareSums.subtract(squares[leaving])
        if let weight = weights?[leaving] { weightSums?.subtract(weight) }
      }
    }
  }
}

/// The state of one plane of a guided filter.
struct PlaneState {
  private let width: Int
  private let height: Int
  private let radius: Int
  private let rows: RowRing
  private let products: RowRing
  private let slopes: RowRing
  private let intercepts: RowRing
  private let sums: WindowMeans
  private let productSums: WindowMeans
  private let slopeSums: WindowMeans
  private let interceptSums: WindowMeans

  /// The floats and doubles that the rows need.
  static func size(width: Int, radius: Int) -> (floats: Int, doubles: Int) {
    (4 * (2 * radius + 1) * width, 4 * WindowMeans.doubles(width: width))
  }

  init(width: Int, height: Int, radius: Int, from memory: inout RowMemory) {
    self.width = width
    self.height = height
    self.radius = radius
    let capacity = 2 * radius + 1
    rows = memory.ring(width: width, capacity: capacity)
    products = memory.ring(width: width, capacity: capacity)
    slopes = memory.ring(width: width, capacity: capacity)
    intercepts = memory.ring(width: width, capacity: capacity)
    sums = memory.means(width: width, height: height, radius: radius)
    productSums = memory.means(width: width, height: height, radius: radius)
    slopeSums = memory.means(width: width, height: height, radius: radius)
    interceptSums = memory.means(width: width, height: height, radius: radius)
  }

  /// - Parameters:
  ///   - row: the next row of the plane; nil after the last.
  ///   - result: memory for a finished row.
  func advance(
    _ t: Int, row added: UnsafePointer<Float>?, guide: GuideState, step: Int, into result: UnsafeMutablePointer<Float>
  ) {
    if t < height, let added {
      let (row, product, light) = (rows[t], products[t], guide.row(t))
      if let weight = guide.weights(t) {
        for x in 0..<width { row[x] = added[x] * weight[x] }
      } else {
        for x in 0..<width { row[x] = added[x] }
      }
      for x in 0..<width { product[x] = added[x] * light[x] }
      sums.add(row)
      productSums.add(product)
    }
    let s = t - radius
    if s >= 0 && s < height {
      let (slope, intercept) = (slopes[s], intercepts[s])
      let (mean, product) = (sums.around(s), productSums.around(s))
      let (light, inverse) = (guide.means(step), guide.inverseVariances(step))
      if let scale = guide.scales(step) {
        for x in 0..<width {
          let own = mean[x] * Double(scale[x])
          slope[x] = Float(product[x] * Double(scale[x]) - Double(light[x]) * own) * inverse[x]
          intercept[x] = Float(own) - slope[x] * light[x]
        }
      } else {
        for x in 0..<width {
          slope[x] = Float(product[x] - Double(light[x]) * mean[x]) * inverse[x]
          intercept[x] = Float(mean[x]) - slope[x] * light[x]
        }
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
      let (slope, intercept) = (slopeSums.around(y), interceptSums.around(y))
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
