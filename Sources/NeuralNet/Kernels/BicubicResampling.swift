import Basics
import Foundation

// H height, W width, C channels.

/// Resizes a map by bicubic interpolation with half-pixel centres, in the ways of PyTorch's `interpolate(mode="bicubic")`.
package enum BicubicResampling {
  package enum Kind: String, Sendable, CaseIterable {
    /// The cubic of -0.75 on the four nearest values (`antialias=False`).
    case plain
    /// The cubic of -0.5, which spreads over more values where a map becomes smaller (`antialias=True`).
    case antialiased
    /// ``plain`` with a scale factor of `(new size + 0.1) / old size`.
    case offset
  }

  /// - Shapes: input [H, W, C], result [height, width, C].
  package static func forward(
    _ input: Tensor, height: Int, width: Int, kind: Kind, context: ComputeContext
  ) -> Tensor {
    let (H, W, C) = (input.shape[0], input.shape[1], input.shape[2])
    if H == height && W == width { return input }
    let rows = (0..<height).map { taps($0, from: H, to: height, kind: kind) }
    let columns = (0..<width).map { taps($0, from: W, to: width, kind: kind) }
    return context.filled([height, width, C], zeroed: true) { target in
      input.withPointer { source in
        context.forEach(height, scratch: W * C) { y, line in
          line.update(repeating: 0, count: W * C)
          for (place, weight) in rows[y] {
            let from = source + place * W * C
            for i in 0..<W * C { line[i] += weight * from[i] }
          }
          for x in 0..<width {
            let out = target + (y * width + x) * C
            for (place, weight) in columns[x] {
              for c in 0..<C { out[c] += weight * line[place * C + c] }
            }
          }
        }
      }
    }
  }

  /// The input places that an output is made of, and their weights.
  private static func taps(_ output: Int, from old: Int, to new: Int, kind: Kind) -> [(place: Int, weight: Float)] {
    let step = kind == .offset ? Double(old) / (Double(new) + 0.1) : Double(old) / Double(new)
    let centre = (Double(output) + 0.5) * step
    guard kind == .antialiased else {
      let first = Int((centre - 0.5).rounded(.down)) - 1
      return (first..<first + 4).map { place in
        (min(max(place, 0), old - 1), Float(cubic(Double(place) + 0.5 - centre, -0.75)))
      }
    }
    let spread = max(step, 1)
    let first = max(0, Int(centre - 2 * spread + 0.5))
    let end = min(old, Int(centre + 2 * spread + 0.5))
    let weights = (first..<end).map { cubic((Double($0) + 0.5 - centre) / spread, -0.5) }
    let sum = weights.reduce(0, +)
    return zip(first..<end, weights).map { ($0, Float($1 / sum)) }
  }

  /// The kernel of cubic convolution (Keys 1981).
  private static func cubic(_ distance: Double, _ a: Double) -> Double {
    let x = abs(distance)
    if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0
  }
}
