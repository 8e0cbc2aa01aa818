import Basics
import Imaging
import NeuralNet

extension Segmenter {
  /// The features of an image in memory that show best what a pixel is: those of all layers of a small trunk, or the last layer
  /// of a large one.
  private var manyFeatures: any FeatureExtractor {
    guard let trunk = features as? TrunkFeatures, !trunk.areSideBySide else { return features }
    let layers = TrunkLayers(trunk)
    return layers.channels <= Self.mostChannels ? layers : features
  }

  /// The products of all pairs of channels take time in proportion to its square.
  private static let mostChannels = 640
  /// Pixels along the tiles; features of all layers take much memory.
  private var componentTile: Int { geometry.tileSide(least: 256) }

  /// The means and products of an image's features, for a ``FeatureProjection``. Pixels without data are left out.
  /// - Throws: ``SegmentationError/channelsMissing(path:channels:needed:)``.
  package func moments(of image: MemoryRaster, context: ComputeContext) throws -> FeatureMoments {
    let features = manyFeatures
    var moments = FeatureMoments(channels: features.channels)
    let tiles = TileReader(input: model.input, geometry: features.geometry, side: componentTile)
    try tiles.forEachTile(of: image.unread, context: context) { tile, pixels, context in
      let map = features.features(pixels, context: context)
      moments.add(map.applied(context: context)) { y, x in tile.isDecided(y: y, x: x, of: map) }
    }
    return moments
  }

  /// The components of an image's features, at another size: a plane for each component, 0...255 for 0...1.
  /// - Throws: ``SegmentationError/channelsMissing(path:channels:needed:)``.
  package func components(
    of image: MemoryRaster, projection: FeatureProjection, width: Int, height: Int, context: ComputeContext
  ) throws -> [[UInt8]] {
    let reading = Segmenter(
      self, features: manyFeatures, classifier: projection, smoothingRadius: 0, tileSide: componentTile)
    let rows = try SegmentedRows(reading, of: image.unread, context: context)
    let count = projection.clusters
    var planes = [[UInt8]](repeating: [], count: count)
    while let band = try rows.nextProbabilities((0..<count).map { $0 }, count: count) {
      for index in planes.indices { planes[index] += band[index] }
    }
    return planes.map { plane in
      let raster = Raster(width: image.width, height: image.height, bands: 1, values: plane)
      guard case .uint8(let values) = Resampling.resize(raster, width: width, height: height).samples else { return [] }
      return values
    }
  }
}
