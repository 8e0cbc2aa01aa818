import Basics
import Datasets
import Imaging
import NeuralNet

/// The tiles of an image as a network sees it, made from the top while the image's rows are read: memory does not grow with
/// the image's height.
final class ImageTiles {
  /// Size of the image in pixels.
  let width: Int
  let height: Int
  let grid: TileGrid
  /// Network pixels for each pixel of the image, along both axes.
  let scale: (x: Double, y: Double)

  private let source: any RasterSource
  private let channels: Int
  /// Size of the image as the network sees it, before it is continued by mirroring.
  private let networkWidth: Int
  private let networkHeight: Int
  private let context: ComputeContext
  private let workers: [ComputeContext]
  private var window = RowWindow()
  private var nextTileRow = 0
  private var nextRow = 0

  /// - Parameters:
  ///   - rows: all rows of the image, from the first on, prepared as `input` asks.
  ///   - geometry: how features lie on the image.
  ///   - workers: contexts of one thread each for the tiles; without them the context's threads share each tile.
  init(
    _ rows: any RasterSource, input: InputConfiguration, geometry: TileGeometry, tileSide: Int, context: ComputeContext,
    workers: [ComputeContext] = []
  ) {
    (width, height) = (rows.width, rows.height)
    (networkWidth, networkHeight) = (input.scaled(rows.width), input.scaled(rows.height))
    scale = (Double(networkWidth) / Double(width), Double(networkHeight) / Double(height))
    source = input.scale == 1 ? rows : ResizedRows(rows, width: networkWidth, height: networkHeight)
    grid = TileGrid(
      width: networkWidth, height: networkHeight, geometry: geometry, shortest: input.cropSize, side: tileSide)
    channels = input.channels
    self.context = context
    self.workers = workers
  }

  /// What `make` makes of the next row of tiles; nil after the last.
  /// - Parameter make: gets the tiles and the rows of the image that they decide, at least one.
  /// - Throws: what reading the image and what `make` throws.
  func next<Band>(_ make: (_ tiles: [TileGrid.Tile], _ rows: Range<Int>) throws -> Band) throws -> Band? {
    while nextTileRow < grid.rows.count {
      let tiles = grid.rows[nextTileRow]
      nextTileRow += 1
      guard let window = tiles.first?.window, let core = tiles.first?.core else { continue }
      try read(upTo: min(window.y + window.height, networkHeight))
      let end = nextTileRow == grid.rows.count ? height : place(of: core.y + core.height, networkHeight, height)
      let rows = nextRow..<end
      nextRow = end
      let band = rows.isEmpty ? nil : try make(tiles, rows)
      if let next = nextTileRow < grid.rows.count ? grid.rows[nextTileRow].first : nil {
        self.window.drop(before: next.window.y)
      }
      if let band { return band }
    }
    return nil
  }

  /// Calls `body` with the pixels of each tile's window and the columns of the image that the tile decides, on all threads.
  func forEach(
    _ tiles: [TileGrid.Tile],
    _ body: (_ tile: TileGrid.Tile, _ pixels: Tensor, _ columns: Range<Int>, _ context: ComputeContext) -> Void
  ) {
    guard let image = window.image else { return }
    let firstRow = window.firstRow
    withoutActuallyEscaping(body) { body in
      let work = { (tile: TileGrid.Tile, context: ComputeContext) in
        let left = self.place(of: tile.core.x, self.networkWidth, self.width)
        let isLast = tile.core.x + tile.core.width >= self.grid.width
        let right =
          isLast ? self.width : self.place(of: tile.core.x + tile.core.width, self.networkWidth, self.width)
        guard left < right else { return }
        let pixels = self.pixels(image, firstRow: firstRow, window: tile.window, context: context)
        body(tile, pixels, left..<right, context)
      }
      if workers.count > 1 && tiles.count > 1 {
        nonisolated(unsafe) let work = work
        context.forEachWithWorker(tiles.count) { work(tiles[$0], workers[$1]) }
      } else {
        for tile in tiles { work(tile, context) }
      }
    }
  }

  private func read(upTo end: Int) throws {
    while window.endRow < end {
      guard let band = try source.readRows(end - window.endRow) else { return }
      window.append(band)
    }
  }

  /// The first pixel of the image whose centre lies at or after network pixel `start`.
  private func place(of start: Int, _ networkLength: Int, _ length: Int) -> Int {
    let twice = 2 * start * length - networkLength
    return twice <= 0 ? 0 : min(length, (twice + 2 * networkLength - 1) / (2 * networkLength))
  }

  /// The pixels of a window in the model's channels, continued by mirroring beyond the image.
  /// - Shapes: result [1, H, W, C]. Values: 0...1.
  private func pixels(
    _ image: Raster, firstRow: Int, window: PixelRegion, context: ComputeContext
  ) -> Tensor {
    let visible = min(window.width, networkWidth - window.x)
    let columns = (0..<window.width).map {
      $0 < visible ? $0 : CropReader.mirrored(window.x + $0, networkWidth) - window.x
    }
    var result = context.uninitialized(
      Shape(batch: 1, height: window.height, width: window.width, channels: channels))
    result.withUnsafeMutableBuffer { target in
      for y in 0..<window.height {
        let row = CropReader.mirrored(window.y + y, networkHeight) - firstRow
        let line = image.floats(x: window.x, y: row, width: visible, height: 1)
        for (x, column) in columns.enumerated() {
          for c in 0..<channels {
            target[(y * window.width + x) * channels + c] = ChannelConversion.value(
              line, at: column, from: image.bands, to: channels, channel: c)
          }
        }
      }
    }
    return result
  }
}
