import Basics
import CWinograd

/// The tiles of some images: 4x4 outputs each, taken from the interleaved sub-grids that a dilated kernel sees.
struct WinogradTiles {
  /// The first output row and column of a tile.
  private struct Place { var y, x: Int }

  private let dilation: Int
  /// The tiles of one image.
  private let places: [Place]
  /// The number of tiles of all images.
  let count: Int

  /// - Parameter output: the shape of the output of the convolution.
  init(output: Shape, dilation: Int) {
    self.dilation = dilation
    let step = WinogradTransform.outputSide * dilation
    var places: [Place] = []
    for phaseY in 0..<min(dilation, output.height) {
      for phaseX in 0..<min(dilation, output.width) {
        for y in stride(from: phaseY, to: output.height, by: step) {
          for x in stride(from: phaseX, to: output.width, by: step) { places.append(Place(y: y, x: x)) }
        }
      }
    }
    self.places = places
    count = places.count * output.batch
  }

  /// The pixels of a map at a tile.
  /// - Parameters:
  ///   - side: the rows, and the columns, of the square.
  ///   - offset: the distance of the square from the first output of the tile, along both axes.
  @inline(__always)
  func square(_ tile: Int, of map: Shape, side: Int, offset: Int = 0) -> WinogradSquare {
    let (n, index) = tile.quotientAndRemainder(dividingBy: places.count)
    let (y, x) = (places[index].y + offset, places[index].x + offset)
    let (rows, columns) = (inside(y, map.height, side), inside(x, map.width, side))
    return WinogradSquare(
      first: ((n * map.height + y) * map.width + x) * map.channels, row: dilation * map.width * map.channels,
      column: dilation * map.channels, rows_from: rows.from, rows_to: rows.to, columns_from: columns.from,
      columns_to: columns.to)
  }

  /// The part of `side` places from `start` on that lies in `0..<length`.
  @inline(__always)
  private func inside(_ start: Int, _ length: Int, _ side: Int) -> (from: Int32, to: Int32) {
    let from = start >= 0 ? 0 : (-start + dilation - 1) / dilation
    let to = min(side, (length - start + dilation - 1) / dilation)
    return (Int32(from), Int32(to))
  }
}
