import Basics
import CWinograd

// C channels.

/// The pixels that a kernel reads: a map in borrowed memory, and the work on single pixels that is still to be done.
struct PixelSource {
  private enum Work {
    case copy
    case affine(floor: Float)
    case gradient
  }

  let shape: Shape
  let height: Int
  let width: Int
  let channels: Int
  private let work: Work
  private let values: UnsafePointer<Float>
  /// The raw map of a gradient.
  private let map: UnsafePointer<Float>
  /// Two or three rows of C.
  private let coefficients: UnsafePointer<Float>

  /// Lends a map to which batch norm and ReLU may still have to be applied.
  static func lend<Result>(_ map: FeatureMap, _ body: (PixelSource) -> Result) -> Result {
    let raw = map.raw
    guard let affine = map.affine else {
      return raw.withPointer { body(PixelSource(raw.shape, .copy, values: $0, map: $0, coefficients: $0)) }
    }
    precondition(affine.scale.count == raw.shape.channels, "\(affine.scale.count) scales for map \(raw.shape)")
    return Tensor.withPointers(raw, table(affine.scale + affine.shift)) { values, coefficients in
      body(
        PixelSource(
          raw.shape, .affine(floor: affine.rectified ? 0 : -.infinity), values: values, map: values,
          coefficients: coefficients))
    }
  }

  /// Lends a gradient to which the backward pass of a batch norm may still have to be applied.
  static func lend<Result>(_ gradient: PendingGradient, _ body: (PixelSource) -> Result) -> Result {
    let shape = gradient.values.shape
    guard let (raw, affine) = gradient.norm else {
      return gradient.values.withPointer { body(PixelSource(shape, .copy, values: $0, map: $0, coefficients: $0)) }
    }
    precondition(raw.shape == shape && affine.a.count == shape.channels, "gradient \(shape) of map \(raw.shape)")
    return Tensor.withPointers(gradient.values, raw) { values, map in
      table(affine.a + affine.b + affine.c).withPointer { coefficients in
        body(PixelSource(shape, .gradient, values: values, map: map, coefficients: coefficients))
      }
    }
  }

  private init(
    _ shape: Shape, _ work: Work, values: UnsafePointer<Float>, map: UnsafePointer<Float>,
    coefficients: UnsafePointer<Float>
  ) {
    self.shape = shape
    (height, width, channels) = (shape.height, shape.width, shape.channels)
    self.work = work
    (self.values, self.map, self.coefficients) = (values, map, coefficients)
  }

  /// Rows of coefficients at an aligned address.
  private static func table(_ rows: [Float]) -> Tensor { Tensor([rows.count], values: rows) }

  /// Writes `count` pixels, from column `x` of row `y` of image `n` on.
  /// - Precondition: the pixels lie within the map.
  @inline(__always)
  func copy(n: Int, y: Int, x: Int, count: Int, to target: UnsafeMutablePointer<Float>) {
    copy(pixel: (n * height + y) * width + x, count: count, to: target)
  }

  /// Writes `count` pixels from the flat index `pixel` on.
  @inline(__always)
  func copy(pixel: Int, count: Int, to target: UnsafeMutablePointer<Float>) {
    let C = channels
    let source = values + pixel * C
    switch work {
    case .copy: target.update(from: source, count: count * C)
    case .affine(let floor):
      let (scale, shift) = (coefficients, coefficients + C)
      let lowest = Lanes(repeating: floor)
      for p in 0..<count {
        let (from, to) = (source + p * C, target + p * C)
        var c = 0
        while c + 8 <= C {
          let value = from.lanes(c) * scale.lanes(c) + shift.lanes(c)
          // The standard `pointwiseMax` is not inlined and takes ten times as long.
          to.store(value.replacing(with: lowest, where: value .< lowest), c)
          c += 8
        }
        while c < C {
          to[c] = max(floor, from[c] * scale[c] + shift[c])
          c += 1
        }
      }
    case .gradient:
      let (a, b, shift) = (coefficients, coefficients + C, coefficients + 2 * C)
      let map = map + pixel * C
      for p in 0..<count {
        let (g, y, to) = (source + p * C, map + p * C, target + p * C)
        var c = 0
        while c + 8 <= C {
          to.store(a.lanes(c) * g.lanes(c) + b.lanes(c) * y.lanes(c) + shift.lanes(c), c)
          c += 8
        }
        while c < C {
          to[c] = a[c] * g[c] + b[c] * y[c] + shift[c]
          c += 1
        }
      }
    }
  }

  /// The channels from `channel` on, for the kernels of ``WinogradConvolution``.
  func winograd(from channel: Int = 0) -> WinogradSource {
    var source = WinogradSource(
      values: values + channel, map: nil, scale: nil, slope: nil, shift: nil, floor: -.infinity)
    let row = coefficients + channel
    switch work {
    case .copy: break
    case .affine(let floor): (source.scale, source.shift, source.floor) = (row, row + channels, floor)
    case .gradient:
      source.map = map + channel
      (source.scale, source.slope, source.shift) = (row, row + channels, row + 2 * channels)
    }
    return source
  }

  /// All pixels, after the remaining work.
  func materialized(context: ComputeContext) -> Tensor {
    let pixels = shape.pixels
    let chunk = 1024
    return context.filled(shape) { target in
      context.forEach((pixels + chunk - 1) / chunk) { index in
        let start = index * chunk
        copy(pixel: start, count: min(chunk, pixels - start), to: target + start * channels)
      }
    }
  }
}
