import NeuralNet

// N images, H height, W width, C channels, r radius.

/// Features without learning: each pixel's channels, and the mean and the standard deviation of each channel in a square
/// window around it.
///
/// Windows are cut at the borders of the image.
public struct PixelFeatures: FeatureExtractor, Codable, Hashable {
  /// Channels of the images.
  public var bands: Int
  /// Radius of the window, in pixels; 0 leaves out mean and deviation.
  public var radius: Int

  /// - Precondition: at least one band, and no negative radius.
  public init(bands: Int, radius: Int = 0) {
    precondition(bands > 0 && radius >= 0, "no features of \(bands) bands within \(radius) pixels")
    self.bands = bands
    self.radius = radius
  }

  public var channels: Int { radius > 0 ? 3 * bands : bands }

  public var geometry: TileGeometry { TileGeometry(reduction: 1, reach: radius) }

  /// - Shapes: pixels [N, H, W, C], result [N, H, W, 3 C]: values, means, deviations; [N, H, W, C] without a window.
  public func features(_ pixels: Tensor, context: ComputeContext) -> FeatureMap {
    precondition(pixels.shape.channels == bands, "pixels \(pixels.shape) for features of \(bands) bands")
    guard radius > 0 else { return FeatureMap(raw: pixels) }
    let shape = pixels.shape
    let (H, W, C, r) = (shape.height, shape.width, bands, radius)
    var result = context.uninitialized(shape.with(channels: 3 * C))
    pixels.withUnsafeBuffer { source in
      result.withUnsafeMutableBuffer { target in
        // Each row writes its own features.
        nonisolated(unsafe) let target = target
        context.forEach(shape.batch * H) { row in
          let (n, y) = row.quotientAndRemainder(dividingBy: H)
          let rows = max(0, y - r)...min(H - 1, y + r)
          // Sums over the window's rows for each column, in Double so that differences stay exact enough.
          var sums = [SIMD2<Double>](repeating: .zero, count: W * C)
          for other in rows {
            let start = (n * H + other) * W * C
            for i in 0..<W * C {
              let value = Double(source[start + i])
              sums[i] += SIMD2(value, value * value)
            }
          }
          for c in 0..<C {
            var window = SIMD2<Double>.zero
            for x in 0..<min(r, W) { window += sums[x * C + c] }
            for x in 0..<W {
              if x + r < W { window += sums[(x + r) * C + c] }
              if x > r { window -= sums[(x - r - 1) * C + c] }
              let count = Double(rows.count * (min(x + r, W - 1) - max(x - r, 0) + 1))
              let mean = window / count
              let at = (row * W + x) * 3 * C + c
              target[at] = source[(row * W + x) * C + c]
              target[at + C] = Float(mean[0])
              target[at + 2 * C] = Float(max(0, mean[1] - mean[0] * mean[0]).squareRoot())
            }
          }
        }
      }
    }
    return FeatureMap(raw: result)
  }
}
