import Basics
import Foundation

// K clusters.

/// Softmax over the last axis: from logits to probabilities of clusters.
package enum Softmax {
  private static let pixelsPerChunk = 4096

  /// - Shapes: input [..., K], output the same. Values: probabilities in 0...1.
  package static func forward(_ input: Tensor, context: ComputeContext) -> Tensor {
    let K = input.shape.dimensions.last ?? 1
    let pixels = input.count / max(K, 1)
    return context.filled(input.shape) { target in
      input.withPointer { source in
        context.forEach((pixels + pixelsPerChunk - 1) / pixelsPerChunk) { chunk in
          for pixel in chunk * pixelsPerChunk..<min(pixels, (chunk + 1) * pixelsPerChunk) {
            let x = source + pixel * K
            let p = target + pixel * K
            var largest = x[0]
            for k in 1..<max(K, 1) { largest = max(largest, x[k]) }
            var sum: Float = 0
            for k in 0..<K {
              let e = expf(x[k] - largest)
              p[k] = e
              sum += e
            }
            let scale = 1 / sum
            for k in 0..<K { p[k] *= scale }
          }
        }
      }
    }
  }

  /// The gradient with respect to the logits.
  /// - Parameter gradient: the gradient with respect to the probabilities.
  /// - Shapes: probabilities, gradient and result [..., K].
  package static func backward(_ gradient: Tensor, probabilities: Tensor, context: ComputeContext) -> Tensor {
    let K = probabilities.shape.dimensions.last ?? 1
    let pixels = probabilities.count / max(K, 1)
    return context.filled(probabilities.shape) { out in
      Tensor.withPointers(probabilities, gradient) { p, g in
        context.forEach((pixels + pixelsPerChunk - 1) / pixelsPerChunk) { chunk in
          for pixel in chunk * pixelsPerChunk..<min(pixels, (chunk + 1) * pixelsPerChunk) {
            let at = pixel * K
            var dot: Float = 0
            for k in at..<at + K { dot += p[k] * g[k] }
            for k in at..<at + K { out[k] = p[k] * (g[k] - dot) }
          }
        }
      }
    }
  }
}
