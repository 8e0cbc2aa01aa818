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

  let shape: Shape
  private let tensor: Tensor
  private let pending: Pending

  init(_ tensor: Tensor, _ pending: Pending = .nothing) {
    self.tensor = tensor
    shape = tensor.shape
    self.pending = pending
    switch pending {
    case .nothing: break
    case .affine(let affine):
      precondition(affine.scale.count == shape.channels, "\(affine.scale.count) scales for map \(shape)")
    case .gradient(let raw, let affine):
      precondition(raw.shape == shape && affine.a.count == shape.channels, "gradient \(shape) of map \(raw.shape)")
    }
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
    copy(pixel: (n * shape.height + y) * shape.width + x, count: count, to: target)
  }

  /// Writes `count` pixels from the flat index `pixel` on.
  func copy(pixel: Int, count: Int, to target: UnsafeMutablePointer<Float>) {
    let C = shape.channels
    let source = tensor.pointer + pixel * C
    switch pending {
    case .nothing: target.update(from: source, count: count * C)
    case .affine(let affine):
      affine.scale.withUnsafeBufferPointer { scale in
        affine.shift.withUnsafeBufferPointer { shift in
          guard let s = scale.baseAddress, let t = shift.baseAddress else { return }
          let floor: Float = affine.rectified ? 0 : -.infinity
          for p in 0..<count {
            let (from, to) = (source + p * C, target + p * C)
            for c in 0..<C { to[c] = max(floor, from[c] * s[c] + t[c]) }
          }
        }
      }
    case .gradient(let raw, let affine):
      let map = raw.pointer + pixel * C
      affine.a.withUnsafeBufferPointer { a in
        affine.b.withUnsafeBufferPointer { b in
          affine.c.withUnsafeBufferPointer { c in
            guard let a = a.baseAddress, let b = b.baseAddress, let shift = c.baseAddress else { return }
            for p in 0..<count {
              let (g, y, to) = (source + p * C, map + p * C, target + p * C)
              for c in 0..<C { to[c] = a[c] * g[c] + b[c] * y[c] + shift[c] }
            }
          }
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
      source.copy(pixel: start, count: min(chunk, pixels - start), to: target + start * tensor.shape.channels)
    }
    return result
  }
}
