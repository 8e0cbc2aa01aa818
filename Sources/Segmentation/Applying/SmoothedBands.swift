import Basics
import Datasets
import Imaging
import NeuralNet

/// Takes the class probabilities of an image from the top and makes them follow the image's edges.
final class SmoothedBands {
  /// The tiles of a row of tiles, each with its columns, and the rows of the image that they decide.
  typealias TileRow = (maps: [(map: ProbabilityMap, columns: Range<Int>)], rows: Range<Int>)

  private let filter: GuidedFilter
  private let brightness: BrightnessRows
  private let clusters: Int
  private var tiles: TileRow = ([], 0..<0)

  /// - Parameter hasWeights: whether pixels may have no data.
  init(_ brightness: BrightnessRows, clusters: Int, radius: Int, hasWeights: Bool) {
    self.brightness = brightness
    self.clusters = clusters
    filter = GuidedFilter(
      width: brightness.width, height: brightness.height, planes: clusters, radius: radius, hasWeights: hasWeights)
  }

  /// The next finished rows; nil after the last.
  /// - Parameter nextTiles: gives the next row of tiles, nil after the last.
  /// - Shapes: result [K, rows, width].
  func next(context: ComputeContext, _ nextTiles: () throws -> TileRow?) throws -> [Float]? {
    while true {
      if tiles.rows.isEmpty {
        guard let next = try nextTiles() else { return nil }
        tiles = next
      }
      let rows = tiles.rows.prefix(Self.bandRows)
      tiles.rows = rows.upperBound..<tiles.rows.upperBound
      let guide = try brightness.take(rows.count)
      let finished = filter.next(
        guide: guide.brightness, weights: guide.weights, planes: planes(rows, context: context), context: context)
      if !finished.isEmpty { return finished }
    }
  }

  /// Few enough that the planes of a wide image stay small.
  private static let bandRows = 32

  /// - Shapes: result [K, rows, width].
  private func planes(_ rows: Range<Int>, context: ComputeContext) -> [Float] {
    let width = filter.width
    let area = rows.count * width
    var values = [Float](repeating: 0, count: clusters * area)
    values.withUnsafeMutableBufferPointer { values in
      // Each tile writes its own columns.
      nonisolated(unsafe) let values = values
      let (maps, clusters) = (tiles.maps, clusters)
      context.forEach(maps.count) { index in
        let (map, columns) = maps[index]
        for y in rows {
          let start = (y - rows.lowerBound) * width + columns.lowerBound
          map.interpolate(y: y, columns: columns) { index, probabilities in
            for k in 0..<clusters { values[k * area + start + index] = probabilities[k] }
          }
        }
      }
    }
    return values
  }
}
