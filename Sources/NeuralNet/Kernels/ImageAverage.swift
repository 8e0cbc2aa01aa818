import Basics

// N images, H height, W width, C channels.

/// The mean of each channel over all pixels of an image.
enum ImageAverage {
  /// - Shapes: input [N, H, W, C], output [N, 1, 1, C].
  static func forward(_ input: FeatureMap, context: ComputeContext) -> Tensor {
    let shape = input.raw.shape
    let (C, pixels) = (shape.channels, shape.height * shape.width)
    return context.filled(Shape(batch: shape.batch, height: 1, width: 1, channels: C), zeroed: true) { target in
      PixelSource.lend(input) { source in
        context.forEach(shape.batch, scratch: shape.width * C) { n, line in
          let sum = target + n * C
          for y in 0..<shape.height {
            source.copy(n: n, y: y, x: 0, count: shape.width, to: line)
            for x in 0..<shape.width { for c in 0..<C { sum[c] += line[x * C + c] } }
          }
          let factor = 1 / Float(pixels)
          for c in 0..<C { sum[c] *= factor }
        }
      }
    }
  }

  /// The gradient with respect to the final values of the input.
  /// - Shapes: gradient [N, 1, 1, C], result [N, H, W, C].
  static func backward(_ gradient: Tensor, shape: Shape, context: ComputeContext) -> Tensor {
    let (C, pixels) = (shape.channels, shape.height * shape.width)
    precondition(
      gradient.shape == Shape(batch: shape.batch, height: 1, width: 1, channels: C),
      "gradient \(gradient.shape) of the means of \(shape)")
    let factor = 1 / Float(pixels)
    return context.filled(shape) { target in
      gradient.withPointer { gradient in
        context.forEach(shape.batch) { n in
          let from = gradient + n * C
          for pixel in n * pixels..<(n + 1) * pixels {
            let to = target + pixel * C
            for c in 0..<C { to[c] = factor * from[c] }
          }
        }
      }
    }
  }
}
