import Basics

/// Adds one value for each channel to a map.
enum ChannelBias {
  /// - Shapes: bias [C], output [..., C].
  static func add(_ bias: UnsafePointer<Float>, to output: inout Tensor, context: ComputeContext) {
    let channels = output.shape.dimensions.last ?? 1
    let rows = output.count / max(channels, 1)
    let chunk = 4096
    output.withMutablePointer { target in
      context.forEach((rows + chunk - 1) / chunk) { index in
        for row in index * chunk..<min(rows, (index + 1) * chunk) {
          for c in 0..<channels { target[row * channels + c] += bias[c] }
        }
      }
    }
  }

  /// Adds the gradient with respect to the bias to `gradient`.
  /// - Shapes: outputGradient [..., C], gradient [C].
  static func addGradient(_ outputGradient: Tensor, to gradient: UnsafeMutablePointer<Float>) {
    let channels = outputGradient.shape.dimensions.last ?? 1
    var sums = [Double](repeating: 0, count: channels)
    outputGradient.withUnsafeBuffer { source in
      for (index, value) in source.enumerated() { sums[index % channels] += Double(value) }
    }
    for c in 0..<channels { gradient[c] += Float(sums[c]) }
  }
}
