import Basics

// I guide, p plane, s and t rows, r radius; a, b the local line p = a I + b.

/// The guided filter: it makes planes follow the edges of an image, the guide. It works on a few rows at a time.
///
/// In every window of `2 * radius + 1` pixels a side, a plane is fitted by a linear function of the guide. Each pixel takes
/// the mean of the functions of all windows that contain it. The result has edges where the guide has edges, and is smooth
/// elsewhere. Windows are cut at the borders of the image. Pixels of weight 0 take part in no fit.
///
/// - Source: He, Sun and Tang, "Guided Image Filtering", TPAMI 2013, equations 5, 6 and 8.
package final class GuidedFilter {
  package let width: Int
  package let height: Int
  private let planes: Int
  private let radius: Int
  private let epsilon: Double
  private let hasWeights: Bool
  /// The number of rows so far.
  private var time = 0
  /// The state of the guide, followed by the state of each plane.
  private var floats: [Float]
  private var doubles: [Double]

  /// - Parameters:
  ///   - radius: the radius of the windows, in pixels.
  ///   - epsilon: a window is smoothed when the variance of the guide (values 0...1) is below this.
  ///   - hasWeights: whether pixels have weights; without, all count.
  /// - Precondition: `radius` is at least 1.
  package init(
    width: Int, height: Int, planes: Int, radius: Int, epsilon: Double = 1e-3, hasWeights: Bool = false
  ) {
    precondition(radius > 0, "a window of radius \(radius)")
    self.width = width
    self.height = height
    self.planes = planes
    self.radius = radius
    self.epsilon = epsilon
    self.hasWeights = hasWeights
    let guide = GuideState.size(width: width, radius: radius, hasWeights: hasWeights)
    let plane = PlaneState.size(width: width, radius: radius)
    floats = [Float](repeating: 0, count: guide.floats + planes * plane.floats)
    doubles = [Double](repeating: 0, count: guide.doubles + planes * plane.doubles)
  }

  /// Takes the next rows and returns the finished rows of each plane, which are `2 * radius` rows behind. After the last row
  /// of the image it returns all remaining rows.
  /// - Shapes: guide and weights `[rows, width]`, planes `[K, rows, width]` and results `[K, finished rows, width]`.
  /// - Precondition: there are weights, 0 or 1 for each pixel, if and only if the filter has such.
  package func next(
    guide rows: [Float], weights: [Float] = [], planes values: [Float], context: ComputeContext
  ) -> [Float] {
    precondition(weights.count == (hasWeights ? rows.count : 0), "a filter with weights has one for each pixel")
    let count = rows.count / max(width, 1)
    // After the last row, empty rows finish the remaining ones.
    let steps = count + (time + count == height ? 2 * radius : 0)
    let finished = max(0, min(time + steps - 2 * radius, height) - max(0, time - 2 * radius))
    return [Float](unsafeUninitializedCapacity: planes * finished * width) { results, initialized in
      rows.withUnsafeBufferPointer { rows in
        values.withUnsafeBufferPointer { values in
          weights.withUnsafeBufferPointer { weights in
            guard let rows = rows.baseAddress, let values = values.baseAddress, let results = results.baseAddress else {
              return
            }
            lendingState { guide, plane in
              advance(
                steps, count: count, finished: finished, guide: guide, rows: rows,
                weights: hasWeights ? weights.baseAddress : nil, plane: plane, values: values, into: results,
                context: context)
            }
          }
        }
      }
      initialized = planes * finished * width
    }
  }

  /// Lends the state of the guide and of each plane.
  private func lendingState(_ body: (_ guide: GuideState, _ plane: (_ index: Int) -> PlaneState) -> Void) {
    let (width, height, radius, epsilon) = (width, height, radius, epsilon)
    floats.withUnsafeMutableBufferPointer { floats in
      doubles.withUnsafeMutableBufferPointer { doubles in
        guard let floats = floats.baseAddress, let doubles = doubles.baseAddress else { return }
        var memory = RowMemory(floats: floats, doubles: doubles)
        let guide = GuideState(
          width: width, height: height, radius: radius, epsilon: epsilon, hasWeights: hasWeights, from: &memory)
        let first = GuideState.size(width: width, radius: radius, hasWeights: hasWeights)
        let each = PlaneState.size(width: width, radius: radius)
        body(guide) { index in
          var memory = RowMemory(
            floats: floats + first.floats + index * each.floats, doubles: doubles + first.doubles + index * each.doubles
          )
          return PlaneState(width: width, height: height, radius: radius, from: &memory)
        }
      }
    }
  }

  private func advance(
    _ steps: Int, count: Int, finished: Int, guide: GuideState, rows: UnsafePointer<Float>,
    weights: UnsafePointer<Float>?, plane: (_ index: Int) -> PlaneState, values: UnsafePointer<Float>,
    into results: UnsafeMutablePointer<Float>,
    context: ComputeContext
  ) {
    let first = max(0, time - 2 * radius)
    let (time, width, radius) = (time, width, radius)
    var start = 0
    while start < steps {
      let band = start..<min(start + GuideState.band, steps)
      guide.advance(
        from: time + start, count: band.count, rows: start < count ? rows + start * width : nil,
        weights: start < count ? weights.map { $0 + start * width } : nil)
      context.forEach(planes) { k in
        let plane = plane(k)
        for step in band {
          let y = time + step - 2 * radius
          plane.advance(
            time + step, row: step < count ? values + (k * count + step) * width : nil, guide: guide,
            step: step - band.lowerBound, into: results + (k * finished + max(0, y - first)) * width)
        }
      }
      start = band.upperBound
    }
    self.time += count
  }
}
