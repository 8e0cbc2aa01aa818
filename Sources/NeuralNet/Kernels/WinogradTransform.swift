import Basics
import CWinograd

// C input channels, K output channels.

/// The transforms of weights and of their gradients in Winograd's F(4x4, 3x3). Those of tiles are in `CWinograd`.
///
/// Transformed weights are `[K / 16][36][C][16]`: panels of 16 output channels, of which the last may be half used.
///
/// - Source: Lavin and Gray, CVPR 2016, section 4; interpolation points 0, 1, -1, 2, -2 and infinity.
enum WinogradTransform {
  /// Outputs along a tile.
  static let outputSide = 4
  /// Inputs along a tile.
  static let inputSide = 6
  /// Products along both axes.
  static let positions = 36
  /// Output channels of a panel.
  static let panel = 16

  static func panels(_ channels: Int) -> Int { (channels + panel - 1) / panel }

  /// The floats of transformed weights.
  static func count(_ C: Int, _ K: Int) -> Int { panels(K) * positions * C * panel }

  /// `G w` on three rows or columns.
  @inline(__always)
  private static func spread(_ x0: Lanes, _ x1: Lanes, _ x2: Lanes) -> (Lanes, Lanes, Lanes, Lanes, Lanes, Lanes) {
    let (a, b) = (-(x0 + x2) / 6, x1 / 6)
    let (c, d) = (x0 / 24 + x2 / 6, x1 / 12)
    return (x0 / 4, a - b, a + b, c + d, c - d, x2)
  }

  /// `G^T u` on six rows or columns.
  @inline(__always)
  private static func gathered(_ x: UnsafePointer<Lanes>, step: Int) -> (Lanes, Lanes, Lanes) {
    let (a, b) = (x[step] + x[2 * step], x[2 * step] - x[step])
    let (c, d) = (x[3 * step] + x[4 * step], x[3 * step] - x[4 * step])
    return (x[0] / 4 - a / 6 + c / 24, b / 6 + d / 12, (c - a) / 6 + x[5 * step])
  }

  /// `G w G^T` for all channels.
  /// - Shapes: weights [3, 3, C, K].
  static func transformWeights(_ weights: UnsafePointer<Float>, _ C: Int, _ K: Int, context: ComputeContext) -> Tensor {
    context.filled([count(C, K)], zeroed: K % panel != 0) { target in
      forEachLanes(C, K, context: context) { from, to in
        withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 18) { rows in
          for column in 0..<3 {
            let w = weights + column * C * K + from
            let x = spread(w.lanes(0), w.lanes(3 * C * K), w.lanes(6 * C * K))
            (rows[column], rows[3 + column], rows[6 + column]) = (x.0, x.1, x.2)
            (rows[9 + column], rows[12 + column], rows[15 + column]) = (x.3, x.4, x.5)
          }
          for row in 0..<6 {
            let x = spread(rows[3 * row], rows[3 * row + 1], rows[3 * row + 2])
            let step = C * panel
            let line = to + row * 6 * step
            target.store(x.0, line)
            target.store(x.1, line + step)
            target.store(x.2, line + 2 * step)
            target.store(x.3, line + 3 * step)
            target.store(x.4, line + 4 * step)
            target.store(x.5, line + 5 * step)
          }
        }
      }
    }
  }

  /// Adds `G^T u G`, the transpose of ``transformWeights(_:_:_:context:)``.
  /// - Shapes: weightGradient [3, 3, C, K].
  static func addWeightGradient(
    _ transformed: UnsafePointer<Float>, _ C: Int, _ K: Int, to weightGradient: UnsafeMutablePointer<Float>,
    context: ComputeContext
  ) {
    forEachLanes(C, K, context: context) { to, from in
      withUnsafeTemporaryAllocation(of: Lanes.self, capacity: positions + 18) { memory in
        guard let sums = memory.baseAddress else { return }
        for position in 0..<positions { sums[position] = transformed.lanes(from + position * C * panel) }
        let rows = sums + positions
        for column in 0..<6 { (rows[column], rows[6 + column], rows[12 + column]) = gathered(sums + column, step: 6) }
        for row in 0..<3 {
          let x = gathered(rows + row * 6, step: 1)
          for (column, value) in [x.0, x.1, x.2].enumerated() {
            let at = (row * 3 + column) * C * K + to
            weightGradient.store(weightGradient.lanes(at) + value, at)
          }
        }
      }
    }
  }

  /// Calls `body` for every eight weights that lie together, with their places in `[C, K]` and in a panel's first position.
  private static func forEachLanes(
    _ C: Int, _ K: Int, context: ComputeContext, _ body: (_ plain: Int, _ transformed: Int) -> Void
  ) {
    context.forEach(C) { c in
      for k in stride(from: 0, to: K, by: 8) {
        body(c * K + k, (k / panel * positions * C + c) * panel + k % panel)
      }
    }
  }
}
