import Basics

// N images, H height, W width, C channels, K classes.

/// Scores of a linear classifier on standardised features: clip((x - mean) / deviation) · weights.
///
/// Features are clipped, since a few extreme values would otherwise outweigh all others.
package struct StandardizedProjection: Sendable {
  /// Shapes: [C].
  package let mean: [Float]
  /// Shapes: [C]. Values: above 0.
  package let deviation: [Float]
  /// Deviations from the mean at which features are clipped.
  package let limit: Float
  private static let chunk = 256

  /// - Precondition: one positive deviation for each mean, and a positive limit.
  package init(mean: [Float], deviation: [Float], limit: Float = 8) {
    precondition(
      mean.count == deviation.count && deviation.allSatisfy { $0 > 0 } && limit > 0,
      "\(mean.count) means and \(deviation.count) deviations, which are above 0")
    self.mean = mean
    self.deviation = deviation
    self.limit = limit
  }

  package var channels: Int { mean.count }

  /// - Shapes: map [N, H, W, C], weights [K, C], result [N, H, W, K].
  package func scores(_ map: FeatureMap, weights: Tensor, context: ComputeContext) -> Tensor {
    let shape = map.raw.shape
    let (C, K, pixels) = (channels, weights.shape[0], shape.pixels)
    precondition(shape.channels == C && weights.shape[1] == C, "map \(shape) for weights \(weights.shape)")
    return PixelSource.lend(map) { source in
      weights.withPointer { weights in
        context.filled(shape.with(channels: K)) { target in
          context.forEach((pixels + Self.chunk - 1) / Self.chunk, scratch: Self.chunk * C) { index, values in
            let start = index * Self.chunk
            let count = min(Self.chunk, pixels - start)
            source.copy(pixel: start, count: count, to: values)
            standardize(values, count: count)
            RowMajorProduct.multiply(
              BorrowedMatrix(address: values, stride: C),
              BorrowedMatrix(address: weights, stride: C, isTransposed: true), rows: count, columns: K, inner: C,
              into: target + start * K, stride: K)
          }
        }
      }
    }
  }

  /// Standardised features at places of the map, by bilinear interpolation.
  /// - Parameters:
  ///   - places: columns and rows of the first image, in pixels of the map; those beyond its edge take the nearest value.
  ///   - body: gets the C features of each place, in order.
  package func sample(
    _ map: FeatureMap, at places: [(x: Float, y: Float)], context: ComputeContext,
    _ body: (_ index: Int, _ features: UnsafeBufferPointer<Float>) -> Void
  ) {
    let C = channels
    precondition(map.raw.shape.channels == C, "map \(map.raw.shape) for \(C) means")
    PixelSource.lend(map) { source in
      context.lendingScratch(4 * C) { corners in
        for (index, place) in places.enumerated() {
          let (x, y) = (Self.axis(place.x, source.width), Self.axis(place.y, source.height))
          for (corner, at) in [(x.low, y.low), (x.high, y.low), (x.low, y.high), (x.high, y.high)].enumerated() {
            source.copy(n: 0, y: at.1, x: at.0, count: 1, to: corners + corner * C)
          }
          standardize(corners, count: 4)
          for c in 0..<C {
            let upper = corners[c] + x.share * (corners[C + c] - corners[c])
            let lower = corners[2 * C + c] + x.share * (corners[3 * C + c] - corners[2 * C + c])
            corners[c] = upper + y.share * (lower - upper)
          }
          body(index, UnsafeBufferPointer(start: corners, count: C))
        }
      }
    }
  }

  /// The two places around `position`, and the share of the second.
  private static func axis(_ position: Float, _ size: Int) -> (low: Int, high: Int, share: Float) {
    let position = min(max(0, position), Float(size - 1))
    let low = Int(position)
    return (low, min(low + 1, size - 1), position - Float(low))
  }

  private func standardize(_ values: UnsafeMutablePointer<Float>, count: Int) {
    let C = channels
    mean.withUnsafeBufferPointer { mean in
      deviation.withUnsafeBufferPointer { deviation in
        for pixel in 0..<count {
          let value = values + pixel * C
          for c in 0..<C { value[c] = min(limit, max(-limit, (value[c] - mean[c]) / deviation[c])) }
        }
      }
    }
  }
}
