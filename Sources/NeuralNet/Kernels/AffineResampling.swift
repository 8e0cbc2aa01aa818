import Basics

// N images, H height, W width, C channels.

/// A map of the plane, `x' = a x + b y + tx`, `y' = c x + d y + ty`, in pixels from the centre of the image.
public struct AffineMap: Hashable, Sendable {
  /// A coefficient of the map: `a`, `b`, `c` and `d` turn, scale and shear, `tx` and `ty` shift by pixels.
  public var a, b, tx, c, d, ty: Float

  /// A map by its six coefficients.
  public init(a: Float, b: Float, tx: Float, c: Float, d: Float, ty: Float) {
    (self.a, self.b, self.tx, self.c, self.d, self.ty) = (a, b, tx, c, d, ty)
  }

  /// The map that moves nothing.
  public static let identity = AffineMap(a: 1, b: 0, tx: 0, c: 0, d: 1, ty: 0)

  /// The inverse of this map.
  /// - Precondition: the determinant is not zero.
  public var inverse: AffineMap {
    let determinant = a * d - b * c
    precondition(determinant != 0, "an affine map of determinant 0 has no inverse")
    let (ia, ib, ic, id) = (d / determinant, -b / determinant, -c / determinant, a / determinant)
    return AffineMap(a: ia, b: ib, tx: -(ia * tx + ib * ty), c: ic, d: id, ty: -(ic * tx + id * ty))
  }

  /// The map that applies `other` first and then this map.
  public func after(_ other: AffineMap) -> AffineMap {
    AffineMap(
      a: a * other.a + b * other.c, b: a * other.b + b * other.d, tx: a * other.tx + b * other.ty + tx,
      c: c * other.a + d * other.c, d: c * other.b + d * other.d, ty: c * other.tx + d * other.ty + ty)
  }
}

/// Samples images bilinearly at the places to which an affine map sends their pixels, with zeros outside; and the adjoint.
package enum AffineResampling {
  /// The four pixels around a place and their weights. A pixel outside the image has weight zero.
  private struct Taps {
    var offsets: (Int, Int, Int, Int)
    var weights: (Float, Float, Float, Float)
    /// Whether the place lies within the centres of the outermost pixels.
    var inside: Bool

    @inline(__always)
    init(x: Int, y: Int, map: AffineMap, width: Int, height: Int) {
      let cx = Float(width - 1) / 2
      let cy = Float(height - 1) / 2
      let px = Float(x) - cx
      let py = Float(y) - cy
      // Rounding must not move the pixels of an exact flip or turn off the grid.
      let sx = Self.snapped(map.a * px + map.b * py + map.tx + cx)
      let sy = Self.snapped(map.c * px + map.d * py + map.ty + cy)
      inside = sx >= 0 && sy >= 0 && sx <= Float(width - 1) && sy <= Float(height - 1)
      guard sx > -1, sy > -1, sx < Float(width), sy < Float(height) else {
        offsets = (0, 0, 0, 0)
        weights = (0, 0, 0, 0)
        return
      }
      let x0 = Int(sx.rounded(.down))
      let y0 = Int(sy.rounded(.down))
      let fx = sx - Float(x0)
      let fy = sy - Float(y0)
      let left = x0 >= 0
      let right = x0 + 1 < width
      let top = y0 >= 0
      let bottom = y0 + 1 < height
      weights = (
        left && top ? (1 - fx) * (1 - fy) : 0, right && top ? fx * (1 - fy) : 0,
        left && bottom ? (1 - fx) * fy : 0, right && bottom ? fx * fy : 0
      )
      let xl = max(x0, 0)
      let xr = min(x0 + 1, width - 1)
      let yt = max(y0, 0) * width
      let yb = min(y0 + 1, height - 1) * width
      offsets = (yt + xl, yt + xr, yb + xl, yb + xr)
    }

    private static func snapped(_ value: Float) -> Float {
      let nearest = value.rounded()
      return abs(value - nearest) < 1e-3 ? nearest : value
    }
  }

  /// Output pixel `p` of image `n` is the input at `maps[n](p)`.
  /// - Shapes: input [N, H, W, C], one map for each image, output [N, H, W, C].
  package static func forward(_ input: Tensor, maps: [AffineMap], context: ComputeContext) -> Tensor {
    let shape = input.shape
    precondition(maps.count == shape.batch, "\(maps.count) maps for \(shape.batch) images")
    let (H, W, C) = (shape.height, shape.width, shape.channels)
    return context.filled(shape) { target in
      input.withPointer { source in
        context.forEach(shape.batch * H) { row in
          let (n, y) = row.quotientAndRemainder(dividingBy: H)
          let image = source + n * H * W * C
          for x in 0..<W {
            let taps = Taps(x: x, y: y, map: maps[n], width: W, height: H)
            let out = target + (row * W + x) * C
            let (p0, p1) = (image + taps.offsets.0 * C, image + taps.offsets.1 * C)
            let (p2, p3) = (image + taps.offsets.2 * C, image + taps.offsets.3 * C)
            let (w0, w1, w2, w3) = taps.weights
            for c in 0..<C { out[c] = w0 * p0[c] + w1 * p1[c] + w2 * p2[c] + w3 * p3[c] }
          }
        }
      }
    }
  }

  /// The transpose of ``forward(_:maps:context:)``.
  /// - Shapes: outputGradient [N, H, W, C], result [N, H, W, C].
  package static func adjoint(_ outputGradient: Tensor, maps: [AffineMap], context: ComputeContext) -> Tensor {
    let shape = outputGradient.shape
    precondition(maps.count == shape.batch, "\(maps.count) maps for \(shape.batch) images")
    let (H, W, C) = (shape.height, shape.width, shape.channels)
    return context.filled(shape, zeroed: true) { target in
      outputGradient.withPointer { source in
        // A chunk is one image, since several pixels of an image add to the same place.
        context.forEach(shape.batch) { n in
          let image = target + n * H * W * C
          for y in 0..<H {
            for x in 0..<W {
              let taps = Taps(x: x, y: y, map: maps[n], width: W, height: H)
              let g = source + ((n * H + y) * W + x) * C
              let (p0, p1) = (image + taps.offsets.0 * C, image + taps.offsets.1 * C)
              let (p2, p3) = (image + taps.offsets.2 * C, image + taps.offsets.3 * C)
              let (w0, w1, w2, w3) = taps.weights
              for c in 0..<C {
                p0[c] += w0 * g[c]
                p1[c] += w1 * g[c]
                p2[c] += w2 * g[c]
                p3[c] += w3 * g[c]
              }
            }
          }
        }
      }
    }
  }

  /// 1 where ``forward(_:maps:context:)`` samples within the image, and 0 outside.
  /// - Shapes: result [N, height, width]. Values: 0 or 1.
  package static func validity(maps: [AffineMap], height: Int, width: Int, context: ComputeContext) -> Tensor {
    context.filled([maps.count, height, width]) { target in
      context.forEach(maps.count * height) { row in
        let (n, y) = row.quotientAndRemainder(dividingBy: height)
        for x in 0..<width {
          target[row * width + x] = Taps(x: x, y: y, map: maps[n], width: width, height: height).inside ? 1 : 0
        }
      }
    }
  }
}
