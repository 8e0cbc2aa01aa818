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
  private let source: any RasterSource
  private let validity: ValidityRows
  private let smoothed: SmoothedBands?
  private let grid: TileGrid
  /// Size of the image as the network sees it, before it is continued by mirroring.
  private let networkWidth: Int
  private let networkHeight: Int
  private let context: ComputeContext
  private let workers: [ComputeContext]
  private var window = RowWindow()
  private var nextTileRow = 0
  private var nextRow = 0

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
    validity = ValidityRows(input.preparation.prepare(rows))
    guard ChannelConversion.isPossible(from: validity.bands, to: input.channels) else {
      throw SegmentationError.channelsMissing(path: rows.path, channels: validity.bands, needed: input.channels)
    }
    self.segmenter = segmenter
    self.context = context
    self.workers = workers
    width = rows.width
    height = rows.height
    networkWidth = input.scaled(width)
    networkHeight = input.scaled(height)
    let brightness = segmenter.smoothingRadius > 0 ? BrightnessRows(validity, hasWeights: mayHaveNoData) : nil
    smoothed = brightness.map {
      SmoothedBands(
        $0, clusters: segmenter.clusters, radius: segmenter.smoothingRadius, hasWeights: mayHaveNoData)
    }
    let passed: any RasterSource = brightness ?? validity
    source = input.scale == 1 ? passed : ResizedRows(passed, width: networkWidth, height: networkHeight)
    grid = segmenter.grid(width: networkWidth, height: networkHeight)
  }

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
      return try nextBand { tiles, rows in
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
      return try nextBand { tiles, rows in probabilities(tiles, rows: rows, groups: groups, count: count) }
    }
    return try smoothed.next(context: context, nextMaps).map { planes in
      let area = planes.count / segmenter.clusters
      return (0..<count).map { group in
        let members = groups.indices.filter { groups[$0] == group && $0 < segmenter.clusters }
        return (0..<area).map { place in Self.byte(members.reduce(0) { $0 + planes[$1 * area + place] }) }
      }
    }
  }

  /// - Parameter make: is called for each row of tiles with the rows of the image that it decides.
  private func nextBand<Band>(_ make: ([TileGrid.Tile], Range<Int>) -> Band) throws -> Band? {
    while nextTileRow < grid.rows.count {
      let tiles = grid.rows[nextTileRow]
      nextTileRow += 1
      guard let window = tiles.first?.window, let core = tiles.first?.core else { continue }
      try read(upTo: min(window.y + window.height, networkHeight))
      let end = nextTileRow == grid.rows.count ? height : place(of: core.y + core.height, networkHeight, height)
      let rows = nextRow..<end
      nextRow = end
      let band = rows.isEmpty ? nil : make(tiles, rows)
      if let next = nextTileRow < grid.rows.count ? grid.rows[nextTileRow].first : nil {
        self.window.drop(before: next.window.y)
      }
      if let band { return band }
    }
    return nil
  }

  private static func byte(_ probability: Float) -> UInt8 { UInt8((min(max(probability, 0), 1) * 255).rounded()) }

  /// The next row of tiles as maps.
  private func nextMaps() throws -> SmoothedBands.TileRow? {
    try nextBand { tiles, rows in
      let maps = Mutex([(map: ProbabilityMap, columns: Range<Int>)]())
      forEach(tiles) { map, columns in maps.withLock { $0.append((map, columns)) } }
      // Tiles end in any order.
      return (maps.withLock { $0.sorted { $0.columns.lowerBound < $1.columns.lowerBound } }, rows)
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
  private func forEach(_ tiles: [TileGrid.Tile], _ body: (ProbabilityMap, Range<Int>) -> Void) {
    guard let image = window.image else { return }
    let firstRow = window.firstRow
    withoutActuallyEscaping(body) { body in
      let work = { (tile: TileGrid.Tile, context: ComputeContext) in
        let pixels = self.pixels(image, firstRow: firstRow, window: tile.window, context: context)
        let map = self.segmenter.probabilities(
          pixels, window: tile.window, grid: self.grid,
          scale: (Double(self.networkWidth) / Double(self.width), Double(self.networkHeight) / Double(self.height)),
          context: context)
        let left = self.place(of: tile.core.x, self.networkWidth, self.width)
        let isLast = tile.core.x + tile.core.width >= self.grid.width
        let right =
          isLast ? self.width : self.place(of: tile.core.x + tile.core.width, self.networkWidth, self.width)
        if left < right { body(map, left..<right) }
      }
      if workers.count > 1 && tiles.count > 1 {
        nonisolated(unsafe) let work = work
        context.forEachWithWorker(tiles.count) { work(tiles[$0], workers[$1]) }
      } else {
        for tile in tiles { work(tile, context) }
      }
    }
  }

  /// The pixels of a window in the model's channels, continued by mirroring beyond the image.
  /// - Shapes: result [1, H, W, C]. Values: 0...1.
  private func pixels(
    _ image: Raster, firstRow: Int, window: PixelRegion, context: ComputeContext
  ) -> Tensor {
    let channels = segmenter.model.input.channels
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
