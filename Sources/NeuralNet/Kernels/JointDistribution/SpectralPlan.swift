import Basics

/// Tiles, chunks and costs of the spectral joint distribution of maps of one shape.
struct SpectralPlan: Sendable {
  let shape: Shape
  let radius: Int
  let vertical: SpectralAxis
  let horizontal: SpectralAxis
  /// The number of images in a chunk. Their tiles are multiplied together for each frequency.
  let imagesPerChunk: Int
  /// The number of tiles that are transformed together, so that few clusters also make a large matrix product.
  let tilesPerJob: Int

  var clusters: Int { shape.channels }
  var side: Int { 2 * radius + 1 }
  var tilesPerImage: Int { vertical.tiles * horizontal.tiles }
  var frequencies: Int { vertical.half * horizontal.size }
  /// The number of jobs of a full chunk. The last job may have empty tiles.
  var jobs: Int { (imagesPerChunk * tilesPerImage + tilesPerJob - 1) / tilesPerJob }
  /// The number of tiles of a chunk, with empty tiles.
  var tiles: Int { jobs * tilesPerJob }
  /// The floats of one part of one frequency of a chunk, `[tile][cluster]`.
  var lanes: Int { tiles * clusters }
  /// The floats of the spectra of one map of a chunk: `[frequency][part][tile][cluster]`.
  var spectrumCount: Int { frequencies * 2 * lanes }
  var chunks: Int { (shape.batch + imagesPerChunk - 1) / imagesPerChunk }

  /// The tiles of least cost.
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

  /// The multiply-adds of counts and gradients for the batch. A part that runs slower than a large matrix product counts
  /// more.
  var cost: Double {
    let (clusters, batch) = (Double(shape.channels), Double(shape.batch))
    func transforms(_ rows: Int, _ columns: Int) -> Double {
      let first = 2 * vertical.half * rows * columns
      let second = vertical.half * 4 * horizontal.half * columns
      return Double(first + second)
    }
    let maps =
      2 * batch * Double(tilesPerImage) * clusters
      * (transforms(vertical.reach, horizontal.reach) + transforms(vertical.core, horizontal.core))
    let displacements = 2 * clusters * clusters * transforms(side, side)
    let products = 3 * 4 * batch * Double(frequencies) * Double(tilesPerImage) * clusters * clusters
    // Each chunk reads and writes the sums of all frequencies, and the products are small.
    let traffic = 2 * Double(chunks) * Double(frequencies) * clusters * clusters
    return maps + displacements + Self.smallProductPenalty * products + Self.trafficPenalty * traffic
  }

  /// The multiply-adds of counts and gradients by the direct algorithm.
  static func directCost(shape: Shape, radius: Int) -> Double {
    let block = Double((2 * radius + 1) * shape.channels)
    return 3 * Double(shape.pixels) * block * block
  }

  private static let smallProductPenalty = 2.5
  private static let trafficPenalty = 30.0
}
