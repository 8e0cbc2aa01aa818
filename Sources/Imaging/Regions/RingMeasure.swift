import Foundation

/// Measures rings of pixel corners: on the ground in metres where the size of the pixels is known, and otherwise in pixels.
package struct RingMeasure: Sendable {
  /// Whether lengths are metres, and not sides of pixels.
  package let isMetric: Bool
  private let form: Form

  private enum Form: Sendable {
    /// The area of a pixel, and the lengths of a step to the right and of a step down, each as a vector.
    case map(area: Double, right: SIMD2<Double>, down: SIMD2<Double>)
    /// The area of one pixel of each row, summed up from the top; the map to degrees; and the shape of the Earth.
    case globe(areas: [Double], PixelTransform, radians: Double, Ellipsoid)
  }

  package static let pixels = RingMeasure()

  private init() {
    isMetric = false
    form = .map(area: 1, right: [1, 0], down: [0, 1])
  }

  /// Measures in metres; nil where the size of the pixels on the ground is unknown.
  package init?(metresOf info: RasterInfo) {
    let place = info.uprightGeoreference
    guard let ground = GroundArea(place), let transform = place.transform, let system = place.coordinateSystem else {
      return nil
    }
    isMetric = true
    switch system.kind {
    case .projected(let metres):
      form = .map(
        area: ground.ofPixel(row: 0), right: SIMD2(transform.xStep, transform.yTurn) * metres,
        down: SIMD2(transform.xTurn, transform.yStep) * metres)
    case .geographic(let radians, let ellipsoid):
      var areas = [0.0]
      for row in 0..<info.height { areas.append(areas[row] + ground.ofPixel(row: row)) }
      form = .globe(areas: areas, transform, radians: radians, ellipsoid)
    case .other:
      return nil
    }
  }

  /// The area within a ring. It is positive for rings that run counterclockwise as the image is seen.
  package func area(_ ring: [PixelCorner]) -> Double {
    switch form {
    case .map(let area, _, _):
      return Double(ring.doubledArea) / 2 * area
    case .globe(let areas, _, _, _):
      var sum = 0.0
      for (one, other) in zip(ring, ring.dropFirst()) where one.y != other.y {
        if one.x == other.x {
          sum -= Double(one.x) * (areas[Int(other.y)] - areas[Int(one.y)])
          continue
        }
        let (top, bottom) = one.y < other.y ? (one, other) : (other, one)
        let slope = Double(bottom.x - top.x) / Double(bottom.y - top.y)
        var strip = 0.0
        for row in Int(top.y)..<Int(bottom.y) {
          strip += (Double(top.x) + slope * (Double(row - Int(top.y)) + 0.5)) * (areas[row + 1] - areas[row])
        }
        sum += one.y < other.y ? -strip : strip
      }
      return sum
    }
  }

  /// The length of a ring.
  package func length(_ ring: [PixelCorner]) -> Double {
    var sum = 0.0
    for (one, other) in zip(ring, ring.dropFirst()) {
      switch form {
      case .map(_, let right, let down):
        let step = right * Double(other.x - one.x) + down * Double(other.y - one.y)
        sum += (step * step).sum().squareRoot()
      case .globe(_, let transform, let radians, let ellipsoid):
        let middle = transform.y + transform.yStep * (Double(one.y + other.y) / 2 - 0.5)
        let radii = ellipsoid.radii(at: middle * radians)
        let east = Double(other.x - one.x) * transform.xStep * radians * radii.ofParallel
        let north = Double(other.y - one.y) * transform.yStep * radians * radii.ofMeridian
        sum += (east * east + north * north).squareRoot()
      }
    }
    return sum
  }
}

extension Ellipsoid {
  /// The metres of one radian along a parallel and along a meridian at a latitude.
  ///
  /// Source: Snyder, Map Projections: A Working Manual (1987), equations 4-18 to 4-21.
  fileprivate func radii(at latitude: Double) -> (ofParallel: Double, ofMeridian: Double) {
    let sine = sin(latitude)
    let rest = 1 - squaredEccentricity * sine * sine
    let ofMeridian = semiMajor * (1 - squaredEccentricity) / (rest * rest.squareRoot())
    return (semiMajor * cos(latitude) / rest.squareRoot(), ofMeridian)
  }
}

extension PixelTransform {
  /// The coordinates of a corner of pixels.
  package func coordinates(of corner: PixelCorner) -> (x: Double, y: Double) {
    let numbers = geoTransform
    let (column, row) = (Double(corner.x), Double(corner.y))
    // One rounding less keeps the numbers short: 370000.3, and not 370000.30000000005.
    let x = (numbers[0] + (numbers[2] == 0 ? 0 : row * numbers[2])).addingProduct(column, numbers[1])
    let y = (numbers[3] + (numbers[4] == 0 ? 0 : column * numbers[4])).addingProduct(row, numbers[5])
    return (x, y)
  }

  /// Whether the rows of an image run up in the coordinates, or its columns to the left, so that it is seen in a mirror.
  package var isMirrored: Bool { xStep * yStep - xTurn * yTurn > 0 }
}
