import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

// C channels of all maps.

/// Reads the features of images, for statistics and at single pixels.
struct FeatureReader: Sendable {
  let features: LayeredFeatures
  let input: InputConfiguration
  var options = DecodingOptions()

  /// Pixels along the tiles; features of all kinds take much memory.
  private var tileSide: Int { features.geometry.tileSide(least: 256) }

  /// Places of a map of a tile that statistics look at.
  private static let placesOfTile = 2048

  /// The statistics of each map of an image, pixels without data left out.
  /// - Parameter every: looks at one tile of so many, and at the first.
  /// - Throws: `ImageIOError`, ``SegmentationError``.
  func statistics(of image: URL, every: Int = 1) throws -> [ChannelStatistics] {
    var all = features.channels.map { ChannelStatistics(channels: $0) }
    var number = -1
    try forEachTile(
      of: image,
      where: { _ in
        number += 1
        return number % every == 0
      }
    ) { tile, maps, context in
      for (index, map) in maps.enumerated() {
        all[index].add(map, most: Self.placesOfTile, context: context) { y, x in tile.isDecided(y: y, x: x, of: map) }
      }
    }
    return all
  }

  /// The standardised features at some pixels of an image.
  /// - Returns: a row of C for each pixel, and whether it has data. The row of a pixel without data is 0.
  /// - Throws: `ImageIOError`, ``SegmentationError``.
  func features(
    at pixels: [LabelledPixels.Pixel], of image: URL, projections: [StandardizedProjection]
  ) throws -> (values: [Float], hasData: [Bool]) {
    let channels = features.channels
    let C = channels.reduce(0, +)
    let starts = channels.indices.map { channels[..<$0].reduce(0, +) }
    var values = [Float](repeating: 0, count: pixels.count * C)
    var hasData = [Bool](repeating: false, count: pixels.count)
    try forEachTile(
      of: image, where: { tile in pixels.contains { tile.decides(y: $0.y, x: $0.x) } }
    ) { tile, maps, context in
      let own = pixels.indices.filter { tile.decides(y: pixels[$0].y, x: pixels[$0].x) }
      for index in own { hasData[index] = true }
      for (number, map) in maps.enumerated() {
        let places = own.map { tile.place(y: pixels[$0].y, x: pixels[$0].x, in: map) }
        projections[number].sample(map, at: places, context: context) { place, features in
          let start = own[place] * C + starts[number]
          for channel in features.indices { values[start + channel] = features[channel] }
        }
      }
    }
    return (values, hasData)
  }

  /// Calls `body` with the maps of some tiles of an image, one after another.
  private func forEachTile(
    of image: URL, where isWanted: (ImageTile) -> Bool,
    _ body: (_ tile: ImageTile, _ maps: [FeatureMap], _ context: ComputeContext) -> Void
  ) throws {
    try TileReader(input: input, geometry: features.geometry, side: tileSide, options: options)
      .forEachTile(of: image, where: isWanted) { tile, pixels, context in
        body(tile, features.maps(pixels, context: context), context)
      }
  }
}
