import Basics

// C channels.

/// The sum of two maps.
enum MapSum {
  /// The sum, with a ReLU that the next kernel applies while it reads.
  /// - Shapes: both [N, H, W, C].
  static func rectified(_ first: FeatureMap, _ second: FeatureMap, context: ComputeContext) -> FeatureMap {
    let shape = first.raw.shape
    precondition(shape == second.raw.shape, "maps \(shape) and \(second.raw.shape)")
    let C = shape.channels
    let chunk = 256
    let sum = context.filled(shape) { target in
      PixelSource.lend(first) { first in
        PixelSource.lend(second) { second in
          context.forEach((shape.pixels + chunk - 1) / chunk, scratch: chunk * C) { index, other in
            let start = index * chunk
            let count = min(chunk, shape.pixels - start)
            let to = target + start * C
            first.copy(pixel: start, count: count, to: to)
            second.copy(pixel: start, count: count, to: other)
            for i in 0..<count * C { to[i] += other[i] }
          }
        }
      }
    }
    let identity = ChannelAffine(
      scale: [Float](repeating: 1, count: C), shift: [Float](repeating: 0, count: C), rectified: true)
    return FeatureMap(raw: sum, affine: identity)
  }
}
