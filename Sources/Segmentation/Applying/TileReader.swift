import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

/// Reads some tiles of images, for work on single places of them.
struct TileReader {
  let input: InputConfiguration
  /// How features lie on the images.
  let geometry: TileGeometry
  /// Pixels along the tiles.
  let side: Int
  var options = DecodingOptions()

  /// Calls `body` with some tiles of an image, one after another from the top.
  /// - Parameters:
  ///   - isWanted: of a tile whose pixels need not be read.
  ///   - body: gets the pixels of the tile's window, [1, H, W, channels].
  /// - Throws: `ImageIOError`, ``SegmentationError``.
  func forEachTile(
    of image: URL, where isWanted: (ImageTile) -> Bool,
    _ body: (_ tile: ImageTile, _ pixels: Tensor, _ context: ComputeContext) -> Void
  ) throws {
    try forEachTile(
      of: RasterFile.open(image, options: options), context: ComputeContext(threads: 1), where: isWanted, body)
  }

  /// Calls `body` with some tiles of an image, one after another from the top.
  /// - Parameters:
  ///   - rows: all rows of the image, as they are stored.
  ///   - isWanted: of a tile whose pixels need not be read.
  ///   - body: gets the pixels of the tile's window, [1, H, W, channels].
  /// - Throws: what reading a row throws, ``SegmentationError``.
  func forEachTile(
    of rows: any RasterSource, context: ComputeContext, where isWanted: (ImageTile) -> Bool = { _ in true },
    _ body: (_ tile: ImageTile, _ pixels: Tensor, _ context: ComputeContext) -> Void
  ) throws {
    let validity = try ValidityRows(rows, input: input)
    let tiles = ImageTiles(validity, input: input, geometry: geometry, tileSide: side, context: context)
    let readRow = { (row: [TileGrid.Tile], rows: Range<Int>) in
      let valid = try validity.takeValidity(of: rows.count)
      tiles.forEach(row) { tile, pixels, columns, context in
        let read = ImageTile(
          window: tile.window, rows: rows, columns: columns, scale: tiles.scale, validity: valid, width: tiles.width)
        if isWanted(read) { body(read, pixels, context) }
      }
    }
    while try tiles.next(readRow) != nil {}
  }
}

/// Where a tile and its maps lie on an image.
struct ImageTile {
  /// What the tile and its maps are of, in network pixels.
  let window: PixelRegion
  /// The pixels of the image that the tile decides.
  let rows: Range<Int>
  let columns: Range<Int>
  /// Network pixels for each pixel of the image.
  let scale: (x: Double, y: Double)
  /// 0 for pixels of `rows` that have no data; nil where all have.
  let validity: [UInt8]?
  /// Pixels of the image's rows.
  let width: Int

  /// Whether a pixel of the image belongs to the tile and has data.
  func decides(y: Int, x: Int) -> Bool {
    guard rows.contains(y), columns.contains(x) else { return false }
    return validity.map { $0[(y - rows.lowerBound) * width + x] != 0 } ?? true
  }

  /// Whether the tile decides the pixel of the image that lies at the middle of a place of a map.
  func isDecided(y: Int, x: Int, of map: FeatureMap) -> Bool {
    let step = step(of: map)
    return decides(
      y: Int((Double(window.y) + (Double(y) + 0.5) / step.y) / scale.y),
      x: Int((Double(window.x) + (Double(x) + 0.5) / step.x) / scale.x))
  }

  /// The place of a pixel of the image on a map.
  func place(y: Int, x: Int, in map: FeatureMap) -> (x: Float, y: Float) {
    let step = step(of: map)
    return (
      Float(((Double(x) + 0.5) * scale.x - Double(window.x)) * step.x - 0.5),
      Float(((Double(y) + 0.5) * scale.y - Double(window.y)) * step.y - 0.5)
    )
  }

  /// Places of a map for each network pixel.
  private func step(of map: FeatureMap) -> (x: Double, y: Double) {
    let shape = map.raw.shape
    return (Double(shape.width) / Double(window.width), Double(shape.height) / Double(window.height))
  }
}
