import Basics

// C channels; a tile is 6x6 inputs or 4x4 outputs of one channel.

/// The small matrices of Winograd's F(4x4, 3x3), applied to all channels of a tile at once.
///
/// - Source: Lavin and Gray, CVPR 2016, section 4; interpolation points 0, 1, -1, 2, -2 and infinity.
enum WinogradTransform {
  /// Outputs along a tile.
  static let outputSide = 4
  /// Inputs along a tile.
  static let inputSide = 6
  /// Products along both axes.
  static let positions = 36

  /// `B^T x` on six rows or columns.
  @inline(__always)
  static func input(_ x0: Lanes, _ x1: Lanes, _ x2: Lanes, _ x3: Lanes, _ x4: Lanes, _ x5: Lanes) -> (
    Lanes, Lanes, Lanes, Lanes, Lanes, Lanes
  ) {
    let a = x4 - 4 * x2
    let b = x3 - 4 * x1
    let c = x4 - x2
    let d = 2 * (x3 - x1)
    return (4 * x0 - 5 * x2 + x4, a + b, a - b, c + d, c - d, 4 * x1 - 5 * x3 + x5)
  }

  /// `A^T x` on six rows or columns.
  @inline(__always)
  static func output(_ x0: Lanes, _ x1: Lanes, _ x2: Lanes, _ x3: Lanes, _ x4: Lanes, _ x5: Lanes) -> (
    Lanes, Lanes, Lanes, Lanes
  ) {
    let (a, b) = (x1 + x2, x1 - x2)
    let (c, d) = (x3 + x4, x3 - x4)
    return (x0 + a + c, b + 2 * d, a + 4 * c, b + 8 * d + x5)
  }

  /// `A x` on four rows or columns: the transpose of ``output(_:_:_:_:_:_:)``.
  @inline(__always)
  static func gradient(_ x0: Lanes, _ x1: Lanes, _ x2: Lanes, _ x3: Lanes) -> (
    Lanes, Lanes, Lanes, Lanes, Lanes, Lanes
  ) {
    let (a, b) = (x0 + x2, x1 + x3)
    let (c, d) = (x0 + 4 * x2, 2 * x1 + 8 * x3)
    return (x0, a + b, a - b, c + d, c - d, x3)
  }

  /// `G`: from three weights to six.
  static let weights: [[Float]] = [
    [1 / 4, 0, 0], [-1 / 6, -1 / 6, -1 / 6], [-1 / 6, 1 / 6, -1 / 6], [1 / 24, 1 / 12, 1 / 6],
    [1 / 24, -1 / 12, 1 / 6], [0, 0, 1],
  ]

  /// `B^T d B` for a tile.
  /// - Parameters:
  ///   - tile: [6, 6, C].
  ///   - rows: scratch, [6, 6, C].
  ///   - target: the first position of the tile; position `p` is `p * stride` further on.
  static func transformInput(
    _ tile: UnsafePointer<Float>, rows: UnsafeMutablePointer<Float>, channels C: Int,
    into target: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let line = 6 * C
    var i = 0
    while i < line {
      let t = input(
        tile.lanes(i), tile.lanes(i + line), tile.lanes(i + 2 * line), tile.lanes(i + 3 * line),
        tile.lanes(i + 4 * line), tile.lanes(i + 5 * line))
      rows.store(t.0, i)
      rows.store(t.1, i + line)
      rows.store(t.2, i + 2 * line)
      rows.store(t.3, i + 3 * line)
      rows.store(t.4, i + 4 * line)
      rows.store(t.5, i + 5 * line)
      i += 8
    }
    for row in 0..<6 {
      let from = rows + row * line
      let to = target + row * 6 * stride
      var c = 0
      while c < C {
        let t = input(
          from.lanes(c), from.lanes(c + C), from.lanes(c + 2 * C), from.lanes(c + 3 * C), from.lanes(c + 4 * C),
          from.lanes(c + 5 * C))
        to.store(t.0, c)
        to.store(t.1, c + stride)
        to.store(t.2, c + 2 * stride)
        to.store(t.3, c + 3 * stride)
        to.store(t.4, c + 4 * stride)
        to.store(t.5, c + 5 * stride)
        c += 8
      }
    }
  }

  /// `A^T m A` for a tile.
  /// - Parameters:
  ///   - source: the first position of the tile; position `p` is `p * stride` further on.
  ///   - rows: scratch, [4, 6, C].
  ///   - tile: [4, 4, C].
  static func transformOutput(
    _ source: UnsafePointer<Float>, stride: Int, rows: UnsafeMutablePointer<Float>, channels C: Int,
    into tile: UnsafeMutablePointer<Float>
  ) {
    let line = 6 * C
    for column in 0..<6 {
      let from = source + column * stride
      let to = rows + column * C
      var c = 0
      while c < C {
        let t = output(
          from.lanes(c), from.lanes(c + 6 * stride), from.lanes(c + 12 * stride), from.lanes(c + 18 * stride),
          from.lanes(c + 24 * stride), from.lanes(c + 30 * stride))
        to.store(t.0, c)
        to.store(t.1, c + line)
        to.store(t.2, c + 2 * line)
        to.store(t.3, c + 3 * line)
        c += 8
      }
    }
    for row in 0..<4 {
      let from = rows + row * line
      let to = tile + row * 4 * C
      var c = 0
      while c < C {
        let t = output(
          from.lanes(c), from.lanes(c + C), from.lanes(c + 2 * C), from.lanes(c + 3 * C), from.lanes(c + 4 * C),
          from.lanes(c + 5 * C))
        to.store(t.0, c)
        to.store(t.1, c + C)
        to.store(t.2, c + 2 * C)
        to.store(t.3, c + 3 * C)
        c += 8
      }
    }
  }

  /// `A g A^T` for a tile of output gradients: the transpose of ``transformOutput(_:stride:rows:channels:into:)``.
  /// - Parameters:
  ///   - tile: [4, 4, C].
  ///   - rows: scratch, [6, 4, C].
  ///   - target: the first position of the tile; position `p` is `p * stride` further on.
  static func transformGradient(
    _ tile: UnsafePointer<Float>, rows: UnsafeMutablePointer<Float>, channels C: Int,
    into target: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let line = 4 * C
    var i = 0
    while i < line {
      let t = gradient(
        tile.lanes(i), tile.lanes(i + line), tile.lanes(i + 2 * line), tile.lanes(i + 3 * line))
      rows.store(t.0, i)
      rows.store(t.1, i + line)
      rows.store(t.2, i + 2 * line)
      rows.store(t.3, i + 3 * line)
      rows.store(t.4, i + 4 * line)
      rows.store(t.5, i + 5 * line)
      i += 8
    }
    for row in 0..<6 {
      let from = rows + row * line
      let to = target + row * 6 * stride
      var c = 0
      while c < C {
        let t = gradient(from.lanes(c), from.lanes(c + C), from.lanes(c + 2 * C), from.lanes(c + 3 * C))
        to.store(t.0, c)
        to.store(t.1, c + stride)
        to.store(t.2, c + 2 * stride)
        to.store(t.3, c + 3 * stride)
        to.store(t.4, c + 4 * stride)
        to.store(t.5, c + 5 * stride)
        c += 8
      }
    }
  }

  /// `G w G^T` for all channels.
  /// - Shapes: weights [3, 3, C * K], result [36, C * K].
  static func transformWeights(_ weights: UnsafePointer<Float>, count: Int, context: ComputeContext) -> Tensor {
    let chunk = 2048
    return context.filled([positions, count]) { target in
      context.forEach((count + chunk - 1) / chunk) { index in
        for position in 0..<positions {
          let (u, v) = (Self.weights[position / 6], Self.weights[position % 6])
          let to = target + position * count
          let range = index * chunk..<min(count, (index + 1) * chunk)
          for i in range { to[i] = 0 }
          for ky in 0..<3 {
            for kx in 0..<3 where u[ky] * v[kx] != 0 {
              let factor = u[ky] * v[kx]
              let from = weights + (ky * 3 + kx) * count
              for i in range { to[i] += factor * from[i] }
            }
          }
        }
      }
    }
  }

  /// Adds `G^T u G`: the transpose of ``transformWeights(_:count:context:)``.
  /// - Shapes: transformed [36, C * K], weightGradient [3, 3, C * K].
  static func addWeightGradient(
    _ transformed: UnsafePointer<Float>, count: Int, to weightGradient: UnsafeMutablePointer<Float>,
    context: ComputeContext
  ) {
    let chunk = 2048
    context.forEach((count + chunk - 1) / chunk) { index in
      let range = index * chunk..<min(count, (index + 1) * chunk)
      for position in 0..<positions {
        let (u, v) = (Self.weights[position / 6], Self.weights[position % 6])
        let from = transformed + position * count
        for ky in 0..<3 {
          for kx in 0..<3 where u[ky] * v[kx] != 0 {
            let factor = u[ky] * v[kx]
            let to = weightGradient + (ky * 3 + kx) * count
            for i in range { to[i] += factor * from[i] }
          }
        }
      }
    }
  }
}
