import Basics

/// Tiles, chunks and costs of the spectral joint distribution of maps of one shape.
struct SpectralPlan: Sendable {
  let shape: Shape
  let radius: Int
  let vertical: SpectralAxis
  let horizontal: SpectralAxis
  /// Images whose tiles are multiplied together, frequency by frequency.
  let imagesPerChunk: Int
  /// Tiles transformed together, so that few classes still fill the lanes of a matrix product.
  let tilesPerJob: Int

  var classes: Int { shape.channels }
  var side: Int { 2 * radius + 1 }
  var tilesPerImage: Int { vertical.tiles * horizontal.tiles }
  var frequencies: Int { vertical.half * horizontal.size }
  /// Jobs of a full chunk; the last one may hold empty tiles.
  var jobs: Int { (imagesPerChunk * tilesPerImage + tilesPerJob - 1) / tilesPerJob }
  /// Tiles of a chunk with the empty ones.
  var tiles: Int { jobs * tilesPerJob }
  /// Floats of one part of one frequency of a chunk, `[tile][class]`.
  var lanes: Int { tiles * classes }
  /// Floats of the spectra of one map of a chunk: `[frequency][part][tile][class]`.
  var spectrumCount: Int { frequencies * 2 * lanes }
  var chunks: Int { (shape.batch + imagesPerChunk - 1) / imagesPerChunk }

  /// The tiling of least cost.
  init(shape: Shape, radius: Int) {
    let most = 1 + (max(shape.height, shape.width) - 1) / max(radius, 4)
    var best = SpectralPlan(shape: shape, radius: radius, tiles: (1, 1))
    for rows in 1...min(most, shape.height) {
      for columns in 1...min(most, shape.width) {
        let plan = SpectralPlan(shape: shape, radius: radius, tiles: (rows, columns))
        if plan.cost < best.cost { best = plan }
      }
    }
    self = best
  }

  init(shape: Shape, radius: Int, tiles: (rows: Int, columns: Int)) {
    self.shape = shape
    self.radius = radius
    vertical = SpectralAxis(extent: shape.height, radius: radius, tiles: tiles.rows)
    horizontal = SpectralAxis(extent: shape.width, radius: radius, tiles: tiles.columns)
    imagesPerChunk = min(shape.batch, max(1, 24 / (tiles.rows * tiles.columns)))
    tilesPerJob = max(1, 32 / shape.channels)
  }

  /// Multiply-adds of counts and gradients for the batch, weighted by how much slower than a large matrix product each
  /// part runs.
  var cost: Double {
    let (classes, batch) = (Double(shape.channels), Double(shape.batch))
    func transforms(_ rows: Int, _ columns: Int) -> Double {
      let first = 2 * vertical.half * rows * columns
      let second = vertical.half * 4 * horizontal.size * columns
      return Double(first + second)
    }
    let maps =
      2 * batch * Double(tilesPerImage) * classes
      * (transforms(vertical.reach, horizontal.reach) + transforms(vertical.core, horizontal.core))
    let displacements = 2 * classes * classes * transforms(side, side)
    let products = 3 * 4 * batch * Double(frequencies) * Double(tilesPerImage) * classes * classes
    // Each chunk reads and writes the sums of all frequencies, and the products are small.
    let traffic = 2 * Double(chunks) * Double(frequencies) * classes * classes
    return maps + displacements + Self.smallProductPenalty * products + Self.trafficPenalty * traffic
  }

  /// Multiply-adds of the direct way, counts and gradients.
  static func directCost(shape: Shape, radius: Int) -> Double {
    let block = Double((2 * radius + 1) * shape.channels)
    return 3 * Double(shape.pixels) * block * block
  }

  private static let smallProductPenalty = 2.5
  private static let trafficPenalty = 30.0
}
