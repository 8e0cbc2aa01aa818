import Foundation
import NeuralNet

// N images, H height, W width, C channels, S scales.

/// Features of fixed filters: for each channel its values and, at each scale, the Gaussian mean, the magnitude of the gradient,
/// the Laplacian, and the eigenvalues of the structure tensor and of the Hessian.
///
/// Beyond its edges the image is continued by its outermost pixels.
///
/// - Source: the features of trainable segmentation tools, such as ilastik (Berg et al., Nature Methods 16, 2019).
public struct FilterFeatures: FeatureExtractor, Codable, Hashable {
  /// Channels of the images.
  public var bands: Int
  /// Standard deviations of the Gaussians, in pixels.
  public var scales: [Float]

  /// - Precondition: at least one band, and scales above 0.
  public init(bands: Int, scales: [Float] = [1, 2, 4]) {
    precondition(bands > 0 && scales.allSatisfy { $0 > 0 }, "no filters of \(bands) bands at the scales \(scales)")
    self.bands = bands
    self.scales = scales
  }

  /// Features of one channel at one scale.
  private static let filters = 7

  public var channels: Int { bands * (1 + Self.filters * scales.count) }

  public var geometry: TileGeometry {
    // Two Gaussians follow one another in the structure tensor, with a difference between them.
    TileGeometry(reduction: 1, reach: scales.map { 2 * Self.radius($0) + 2 }.max() ?? 0)
  }

  /// - Shapes: pixels [N, H, W, C], result [N, H, W, C (1 + 7 S)]: the channels; then for each scale and channel mean,
  ///   gradient magnitude, Laplacian, the greater and the smaller eigenvalue of the structure tensor, and those of the Hessian.
  public func features(_ pixels: Tensor, context: ComputeContext) -> FeatureMap {
    precondition(pixels.shape.channels == bands, "pixels \(pixels.shape) for filters of \(bands) bands")
    let shape = pixels.shape
    let (area, all) = (shape.height * shape.width, channels)
    var result = context.uninitialized(shape.with(channels: all))
    pixels.withUnsafeBuffer { source in
      result.withUnsafeMutableBuffer { target in
        // Each piece of work writes its own channels.
        nonisolated(unsafe) let target = target
        context.forEach(shape.batch * bands * (1 + scales.count)) { work in
          let (n, rest) = work.quotientAndRemainder(dividingBy: bands * (1 + scales.count))
          let (step, band) = rest.quotientAndRemainder(dividingBy: bands)
          var plane = Plane(height: shape.height, width: shape.width)
          for place in 0..<area { plane[place] = source[(n * area + place) * bands + band] }
          let first = step == 0 ? band : bands + ((step - 1) * bands + band) * Self.filters
          let maps = step == 0 ? [plane] : Self.maps(of: plane, scale: scales[step - 1])
          for (index, map) in maps.enumerated() {
            for place in 0..<area { target[(n * area + place) * all + first + index] = map[place] }
          }
        }
      }
    }
    return FeatureMap(raw: result)
  }

  private static func radius(_ scale: Float) -> Int { Int((3 * scale).rounded(.up)) }

  /// The features of a channel at a scale.
  private static func maps(of plane: Plane, scale: Float) -> [Plane] {
    let kernel = gaussian(scale)
    let mean = plane.smoothed(by: kernel)
    let (dx, dy) = (mean.difference(alongRows: true), mean.difference(alongRows: false))
    let (dxx, dxy, dyy) = (
      dx.difference(alongRows: true), dx.difference(alongRows: false), dy.difference(alongRows: false)
    )
    let (xx, xy, yy) = (
      dx.times(dx).smoothed(by: kernel), dx.times(dy).smoothed(by: kernel), dy.times(dy).smoothed(by: kernel)
    )
    let structure = Plane.eigenvalues(xx, xy, yy)
    let hessian = Plane.eigenvalues(dxx, dxy, dyy)
    return [
      mean, dx.joined(with: dy) { ($0 * $0 + $1 * $1).squareRoot() }, dxx.joined(with: dyy) { $0 + $1 },
      structure.greater.joined(with: structure.greater) { value, _ in max(0, value).squareRoot() },
      structure.smaller.joined(with: structure.smaller) { value, _ in max(0, value).squareRoot() },
      hessian.greater, hessian.smaller,
    ]
  }

  /// Weights from the centre on; with their mirror images they sum to 1.
  package static func gaussian(_ scale: Float) -> [Float] {
    let half = (0...radius(scale)).map { exp(-Float($0 * $0) / (2 * scale * scale)) }
    let sum = 2 * half.reduce(0, +) - half[0]
    return half.map { $0 / sum }
  }
}

/// One channel of one image.
private struct Plane {
  let height: Int
  let width: Int
  private var values: [Float]

  init(height: Int, width: Int) {
    self.init(height: height, width: width, values: [Float](repeating: 0, count: height * width))
  }

  private init(height: Int, width: Int, values: [Float]) {
    (self.height, self.width, self.values) = (height, width, values)
  }

  subscript(place: Int) -> Float {
    get { values[place] }
    set { values[place] = newValue }
  }

  /// Convolved with a symmetric kernel along both axes.
  /// - Parameter half: the kernel from its centre on.
  func smoothed(by half: [Float]) -> Plane {
    var rows = [Float](repeating: 0, count: values.count)
    var result = rows
    values.withUnsafeBufferPointer { values in
      rows.withUnsafeMutableBufferPointer { rows in
        for y in 0..<height {
          let target = y * width
          for x in 0..<width { rows[target + x] = half[0] * values[target + x] }
          for offset in 1..<half.count {
            let weight = half[offset]
            let (above, below) = (max(0, y - offset) * width, min(height - 1, y + offset) * width)
            for x in 0..<width { rows[target + x] += weight * (values[above + x] + values[below + x]) }
          }
        }
        result.withUnsafeMutableBufferPointer { result in
          for y in 0..<height {
            let row = y * width
            for x in 0..<width {
              var sum = half[0] * rows[row + x]
              for offset in 1..<half.count {
                sum += half[offset] * (rows[row + max(0, x - offset)] + rows[row + min(width - 1, x + offset)])
              }
              result[row + x] = sum
            }
          }
        }
      }
    }
    return Plane(height: height, width: width, values: result)
  }

  /// Half the difference of the two neighbours along an axis.
  func difference(alongRows: Bool) -> Plane {
    var result = Plane(height: height, width: width)
    for y in 0..<height {
      for x in 0..<width {
        let (before, after) =
          alongRows
          ? (y * width + max(0, x - 1), y * width + min(width - 1, x + 1))
          : (max(0, y - 1) * width + x, min(height - 1, y + 1) * width + x)
        result.values[y * width + x] = (values[after] - values[before]) / 2
      }
    }
    return result
  }

  func times(_ other: Plane) -> Plane { joined(with: other) { $0 * $1 } }

  func joined(with other: Plane, _ body: (Float, Float) -> Float) -> Plane {
    Plane(height: height, width: width, values: zip(values, other.values).map(body))
  }

  /// The eigenvalues of a symmetric 2x2 matrix at each place.
  static func eigenvalues(_ xx: Plane, _ xy: Plane, _ yy: Plane) -> (greater: Plane, smaller: Plane) {
    let middle = xx.joined(with: yy) { ($0 + $1) / 2 }
    let half = xx.joined(with: yy) { ($0 - $1) / 2 }.joined(with: xy) { ($0 * $0 + $1 * $1).squareRoot() }
    return (middle.joined(with: half) { $0 + $1 }, middle.joined(with: half) { $0 - $1 })
  }
}
