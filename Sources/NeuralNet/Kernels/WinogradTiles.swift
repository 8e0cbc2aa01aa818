import Basics

/// The tiles of one image: 4x4 outputs each, taken from the interleaved sub-grids that a dilated kernel sees.
struct WinogradTiles {
  struct Tile {
    /// The first output row and column.
    var y, x: Int
  }

  let dilation: Int
  let height: Int
  let width: Int
  let tiles: [Tile]

  /// - Parameters:
  ///   - height: output rows.
  ///   - width: output columns.
  init(height: Int, width: Int, dilation: Int) {
    self.dilation = dilation
    self.height = height
    self.width = width
    let step = WinogradTransform.outputSide * dilation
    var tiles: [Tile] = []
    for phaseY in 0..<min(dilation, height) {
      for phaseX in 0..<min(dilation, width) {
        for y in stride(from: phaseY, to: height, by: step) {
          for x in stride(from: phaseX, to: width, by: step) { tiles.append(Tile(y: y, x: x)) }
        }
      }
    }
    self.tiles = tiles
  }

  /// Reads a tile of `side * side` pixels from a map, zero outside.
  /// - Parameters:
  ///   - y: row of the first pixel; it may lie outside.
  ///   - target: [side, side, C].
  @inline(__always)
  func gather(
    _ source: PixelSource, n: Int, y: Int, x: Int, side: Int, into target: UnsafeMutablePointer<Float>
  ) {
    let C = source.channels
    let (height, width) = (source.height, source.width)
    let isInside = y >= 0 && x >= 0 && y + (side - 1) * dilation < height && x + (side - 1) * dilation < width
    for row in 0..<side {
      let sy = y + row * dilation
      let line = target + row * side * C
      if isInside && dilation == 1 {
        source.copy(n: n, y: sy, x: x, count: side, to: line)
        continue
      }
      for column in 0..<side {
        let sx = x + column * dilation
        if sy >= 0 && sy < height && sx >= 0 && sx < width {
          source.copy(n: n, y: sy, x: sx, count: 1, to: line + column * C)
        } else {
          (line + column * C).update(repeating: 0, count: C)
        }
      }
    }
  }
}
