import Basics

// C channels.

/// Pixels as a kernel is to see them: a stored map with the pointwise work that is still to be done on it.
struct PixelSource {
  enum Pending {
    case nothing
    /// Batch norm and ReLU of the layer before.
    case affine(ChannelAffine)
    /// The backward pass of a batch norm; `raw` is the map before it.
    case gradient(raw: Tensor, GradientAffine)
  }

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
  /// Keeps the memory behind the pointers alive.
  private let owners: [Tensor]

  init(_ tensor: Tensor, _ pending: Pending = .nothing) {
    shape = tensor.shape
    (height, width, channels) = (shape.height, shape.width, shape.channels)
    var (rows, raw) = ([Float](), tensor)
    switch pending {
    case .nothing: work = .copy
    case .affine(let affine):
      precondition(affine.scale.count == channels, "\(affine.scale.count) scales for map \(shape)")
      rows = affine.scale + affine.shift
      work = .affine(floor: affine.rectified ? 0 : -.infinity)
    case .gradient(let map, let affine):
      precondition(map.shape == shape && affine.a.count == channels, "gradient \(shape) of map \(map.shape)")
      rows = affine.a + affine.b + affine.c
      raw = map
      work = .gradient
    }
    let table = Tensor([rows.count], values: rows)
    owners = [tensor, raw, table]
    (values, map, coefficients) = (tensor.pointer, raw.pointer, table.pointer)
  }

  init(_ tensor: Tensor, affine: ChannelAffine?) { self.init(tensor, affine.map { .affine($0) } ?? .nothing) }

  init(gradient: Tensor, raw: Tensor?, affine: GradientAffine?) {
    if let raw, let affine {
      self.init(gradient, .gradient(raw: raw, affine))
    } else {
      self.init(gradient)
    }
  }

  /// Writes `count` pixels, from column `x` of row `y` of image `n` on.
  /// - Precondition: they lie within the map.
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
          // The library's `pointwiseMax` is not inlined and ten times slower.
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

  /// The map with the pending work done.
  static func materialized(_ tensor: Tensor, _ pending: Pending, context: ComputeContext) -> Tensor {
    let source = PixelSource(tensor, pending)
    var result = context.uninitialized(tensor.shape)
    let target = result.mutablePointer
    let pixels = tensor.shape.pixels
    let chunk = 1024
    context.forEach((pixels + chunk - 1) / chunk) { index in
      let start = index * chunk
      source.copy(pixel: start, count: min(chunk, pixels - start), to: target + start * source.channels)
    }
    return result
  }
}
