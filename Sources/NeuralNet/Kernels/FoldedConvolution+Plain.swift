// C input channels, K output channels.

extension FoldedConvolution {
  /// Whether each channel is convolved on its own.
  package var isDepthwise: Bool { algorithm == .depthwise }

  /// The weights as PyTorch orders them, with the batch norm in them. Those of Winograd are computed back, and differ from
  /// the ones that were given by rounding.
  /// - Shapes: result [K, C, kernel, kernel], or [K, 1, kernel, kernel] for channels on their own.
  package var plainWeights: Tensor {
    let (K, taps) = (outputChannels, kernel * kernel)
    let C = algorithm == .depthwise ? 1 : inputChannels
    let panel = WinogradTransform.panel
    var result = Tensor([K, C, kernel, kernel])
    result.withMutablePointer { target in
      weights.withPointer { source in
        for k in 0..<K {
          for c in 0..<C {
            let own = target + (k * C + c) * taps
            switch algorithm {
            case .depthwise: for tap in 0..<taps { own[tap] = source[tap * K + k] }
            case .product:
              for tap in 0..<taps { own[tap] = source[((k / panel * taps + tap) * C + c) * panel + k % panel] }
            case .winograd:
              let first = source + (k / panel * WinogradTransform.positions * C + c) * panel + k % panel
              Self.restore(first, step: C * panel, into: own)
            }
          }
        }
      }
    }
    return result
  }

  /// Computes the 3x3 weights `w` of which `G w G^T` are the 36 values.
  private static func restore(_ values: UnsafePointer<Float>, step: Int, into target: UnsafeMutablePointer<Float>) {
    // Rows 0, 1, 2 and 5 of G are (1/4, 0, 0), (-1/6, -1/6, -1/6), (-1/6, 1/6, -1/6) and (0, 0, 1).
    func narrowed(_ x: (Int) -> Double) -> [Double] { [4 * x(0), 3 * (x(2) - x(1)), x(5)] }
    let rows = (0..<6).map { row in narrowed { Double(values[(row * 6 + $0) * step]) } }
    for column in 0..<3 {
      for (row, value) in narrowed({ rows[$0][column] }).enumerated() { target[row * 3 + column] = Float(value) }
    }
  }
}
