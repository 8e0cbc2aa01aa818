import Basics

/// `scale * y + shift` for each channel, with a ReLU after it when `rectified`: a batch norm that was not applied yet.
package struct ChannelAffine: Hashable, Sendable {
  /// Shapes: [C].
  package let scale: [Float]
  /// Shapes: [C].
  package let shift: [Float]
  package let rectified: Bool

  package init(scale: [Float], shift: [Float], rectified: Bool) {
    precondition(scale.count == shift.count, "\(scale.count) scales and \(shift.count) shifts")
    self.scale = scale
    self.shift = shift
    self.rectified = rectified
  }
}

/// `a * g + b * y + c` for each channel: the gradient before a batch norm, for the gradient `g` after it and the value `y`
/// before it.
struct GradientAffine: Hashable, Sendable {
  /// Shapes: [C].
  let a, b, c: [Float]

  init(a: [Float], b: [Float], c: [Float]) {
    precondition(
      a.count == b.count && a.count == c.count, "coefficients of \(a.count), \(b.count), \(c.count) channels")
    (self.a, self.b, self.c) = (a, b, c)
  }
}

/// Sums over the pixels of each channel.
struct ChannelSums: Hashable, Sendable {
  /// Shapes: [C].
  var sum: [Double]
  /// Shapes: [C].
  var sumOfSquares: [Double]
}

/// Sums over the pixels of each channel of a gradient, and of its products with the map it belongs to.
package struct GradientSums: Hashable, Sendable {
  /// Shapes: [C].
  package var sum: [Double]
  /// Shapes: [C].
  package var sumOfProducts: [Double]

  package init(sum: [Double], sumOfProducts: [Double]) {
    self.sum = sum
    self.sumOfProducts = sumOfProducts
  }

  /// The sums for a gradient and a map by a simple loop, for tests of the kernels. Shapes: both [N, H, W, C].
  package init(_ gradient: Tensor, _ map: Tensor) {
    precondition(gradient.shape == map.shape, "gradient \(gradient.shape) of map \(map.shape)")
    let channels = map.shape.channels
    var (sum, products) = ([Double](repeating: 0, count: channels), [Double](repeating: 0, count: channels))
    gradient.withUnsafeBuffer { g in
      map.withUnsafeBuffer { y in
        for pixel in 0..<map.shape.pixels {
          for c in 0..<channels {
            let value = Double(g[pixel * channels + c])
            sum[c] += value
            products[c] += value * Double(y[pixel * channels + c])
          }
        }
      }
    }
    self.init(sum: sum, sumOfProducts: products)
  }

  /// Adds the sums of another gradient.
  package mutating func add(_ other: GradientSums) {
    for c in sum.indices {
      sum[c] += other.sum[c]
      sumOfProducts[c] += other.sumOfProducts[c]
    }
  }
}
