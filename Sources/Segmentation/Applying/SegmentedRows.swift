import Basics
import Datasets
import Imaging
import NeuralNet
import Synchronization

/// The label map of an image, made from the top in bands while the image's rows are read: memory does not grow with
/// the image's height.
package final class SegmentedRows {
  /// Size of the image and its label map, in pixels.
  package let width: Int
  package let height: Int

  private let segmenter: Segmenter
  private let validity: ValidityRows
  private let smoothed: SmoothedBands?
  private let tiles: ImageTiles
  private let context: ComputeContext

  /// Pixels without data get no label, and no probability.
  /// - Parameters:
  ///   - rows: all rows of the image, from the first on, as they are stored.
  ///   - workers: contexts of one thread each for the tiles; without them the context's threads share each tile.
  /// - Throws: ``SegmentationError/channelsMissing(path:channels:needed:)``.
  package init(
    _ segmenter: Segmenter, of rows: any RasterSource, context: ComputeContext, workers: [ComputeContext] = []
  ) throws {
    let input = segmenter.model.input
    let mayHaveNoData = input.preparation.mayHaveNoData(rows.info)
    validity = try ValidityRows(rows, input: input)
    self.segmenter = segmenter
    self.context = context
    (width, height) = (rows.width, rows.height)
    let brightness = segmenter.smoothingRadius > 0 ? BrightnessRows(validity, hasWeights: mayHaveNoData) : nil
    smoothed = brightness.map {
      SmoothedBands(
        $0, clusters: segmenter.clusters, radius: segmenter.smoothingRadius, hasWeights: mayHaveNoData)
    }
    tiles = ImageTiles(
      brightness ?? validity, input: input, geometry: segmenter.geometry,
      tileSide: Self.tileSide(of: segmenter, width: rows.width), context: context, workers: workers)
  }

  /// The side of the tiles of an image: that of the segmenter, or less where the probabilities of a row of such tiles would
  /// take much memory.
  private static func tileSide(of segmenter: Segmenter, width: Int) -> Int {
    let reduction = segmenter.geometry.reduction
    let fitting = mostProbabilities * reduction * reduction / max(1, width * segmenter.clusters)
    return min(segmenter.tileSide, max(leastTileSide, fitting))
  }

  /// Probabilities of a row of tiles that are in memory together: 128 MB.
  private static let mostProbabilities = 1 << 25
  private static let leastTileSide = 128

  /// The next band of labels; nil after the last.
  /// - Throws: what reading the image throws.
  package func next() throws -> LabelMap? {
    guard var labels = try nextLabels() else { return nil }
    if let validity = try validity.takeValidity(of: labels.height) {
      for (place, isValid) in validity.enumerated() where isValid == 0 { labels.values[place] = Label.none }
    }
    return labels
  }

  private func nextLabels() throws -> LabelMap? {
    guard let smoothed else {
      return try tiles.next { tiles, rows in
        LabelMap(width: width, height: rows.count, values: label(tiles, rows: rows))
      }
    }
    return try smoothed.next(context: context, nextMaps).map { planes in
      let area = planes.count / segmenter.clusters
      let values = [UInt16](unsafeUninitializedCapacity: area) { labels, count in
        for place in 0..<area {
          var best = 0
          for k in 1..<max(segmenter.clusters, 1) where planes[k * area + place] > planes[best * area + place] {
            best = k
          }
          labels[place] = UInt16(truncatingIfNeeded: best)
        }
        count = area
      }
      return LabelMap(width: width, height: area / width, values: values)
    }
  }

  /// The probabilities of the next band, a plane for each of `count` groups of clusters; nil after the last. Takes the
  /// turn of ``next()``.
  /// - Parameter groups: the group of each cluster; nil for one that is left out.
  /// - Returns: 0...255 for 0...1, rows from the top.
  /// - Throws: what reading the image throws.
  package func nextProbabilities(_ groups: [Int?], count: Int) throws -> [[UInt8]]? {
    guard var planes = try nextPlanes(groups, count: count), let first = planes.first else { return nil }
    if let validity = try validity.takeValidity(of: first.count / width) {
      for (place, isValid) in validity.enumerated() where isValid == 0 {
        for plane in planes.indices { planes[plane][place] = 0 }
      }
    }
    return planes
  }

  private func nextPlanes(_ groups: [Int?], count: Int) throws -> [[UInt8]]? {
    guard let smoothed else {
      return try self.tiles.next { tiles, rows in probabilities(tiles, rows: rows, groups: groups, count: count) }
    }
    return try smoothed.next(context: context, nextMaps).map { planes in
      let area = planes.count / segmenter.clusters
      return (0..<count).map { group in
        let members = groups.indices.filter { groups[$0] == group && $0 < segmenter.clusters }
        return (0..<area).map { place in Self.byte(members.reduce(0) { $0 + planes[$1 * area + place] }) }
      }
    }
  }

  /// The probabilities of the next band for each of `count` groups of clusters; nil after the last. Takes the turn of ``next()``.
  /// - Parameter groups: the group of each cluster; nil for one that is left out.
  /// - Shapes: result [rows, width, count].
  /// - Throws: what reading the image throws.
  package func nextFloatProbabilities(_ groups: [Int?], count: Int) throws -> [Float]? {
    guard var values = try nextFloats(groups, count: count) else { return nil }
    if let validity = try validity.takeValidity(of: values.count / (width * max(1, count))) {
      for (place, isValid) in validity.enumerated() where isValid == 0 {
        for group in place * count..<(place + 1) * count { values[group] = 0 }
      }
    }
    return values
  }

  private func nextFloats(_ groups: [Int?], count: Int) throws -> [Float]? {
    guard let smoothed else {
      return try tiles.next { tiles, rows in
        var values = [Float](repeating: 0, count: rows.count * width * count)
        values.withUnsafeMutableBufferPointer { values in
          // Each tile writes its own columns.
          nonisolated(unsafe) let values = values
          forEach(tiles) { map, columns in
            for y in rows {
              let start = (y - rows.lowerBound) * self.width + columns.lowerBound
              map.interpolate(y: y, columns: columns) { index, clusters in
                for (cluster, group) in groups.enumerated() where cluster < clusters.count {
                  if let group { values[(start + index) * count + group] += clusters[cluster] }
                }
              }
            }
          }
        }
        return values
      }
    }
    return try smoothed.next(context: context, nextMaps).map { planes in
      let area = planes.count / segmenter.clusters
      var values = [Float](repeating: 0, count: area * count)
      for (cluster, group) in groups.enumerated() where cluster < segmenter.clusters {
        guard let group else { continue }
        for place in 0..<area { values[place * count + group] += planes[cluster * area + place] }
      }
      return values
    }
  }

  private static func byte(_ probability: Float) -> UInt8 { UInt8((min(max(probability, 0), 1) * 255).rounded()) }

  /// The next row of tiles as maps.
  private func nextMaps() throws -> SmoothedBands.TileRow? {
    try self.tiles.next { tiles, rows in
      let maps = Mutex([(map: ProbabilityMap, columns: Range<Int>)]())
      forEach(tiles) { map, columns in maps.withLock { $0.append((map, columns)) } }
      // Tiles end in any order.
      return (maps.withLock { $0.sorted { $0.columns.lowerBound < $1.columns.lowerBound } }, rows)
    }
  }

  private func label(_ tiles: [TileGrid.Tile], rows: Range<Int>) -> [UInt16] {
    let area = rows.count * width
    return [UInt16](unsafeUninitializedCapacity: area) { labels, count in
      // Each tile writes its own columns.
      nonisolated(unsafe) let labels = labels
      forEach(tiles) { map, columns in
        for y in rows {
          let start = (y - rows.lowerBound) * self.width
          map.classify(
            y: y, columns: columns,
            into: UnsafeMutableBufferPointer(rebasing: labels[start + columns.lowerBound..<start + columns.upperBound]))
        }
      }
      count = area
    }
  }

  private func probabilities(
    _ tiles: [TileGrid.Tile], rows: Range<Int>, groups: [Int?], count: Int
  ) -> [[UInt8]] {
    let area = rows.count * width
    var planes = [UInt8](repeating: 0, count: area * count)
    planes.withUnsafeMutableBufferPointer { planes in
      // Each tile writes its own columns.
      nonisolated(unsafe) let planes = planes
      forEach(tiles) { map, columns in
        var sums = [Float](repeating: 0, count: count)
        for y in rows {
          let start = (y - rows.lowerBound) * self.width + columns.lowerBound
          map.interpolate(y: y, columns: columns) { index, values in
            for group in sums.indices { sums[group] = 0 }
            for (cluster, group) in groups.enumerated() where cluster < values.count {
              if let group { sums[group] += values[cluster] }
            }
            for (group, sum) in sums.enumerated() {
              planes[group * area + start + index] = Self.byte(sum)
            }
          }
        }
      }
    }
    return (0..<count).map { Array(planes[$0 * area..<($0 + 1) * area]) }
  }

  /// Calls `body` with each tile's probabilities and the columns of the image that it decides, on all threads.
  private func forEach(_ row: [TileGrid.Tile], _ body: (ProbabilityMap, Range<Int>) -> Void) {
    tiles.forEach(row) { tile, pixels, columns, context in
      let map = segmenter.probabilities(
        pixels, window: tile.window, grid: tiles.grid, scale: tiles.scale, context: context)
      body(map, columns)
    }
  }
}
