import Basics
import Foundation
import NeuralNet

// n pixels, C channels, K clusters.

/// Clusters the features of pixels that are drawn from all images.
struct FeatureClustering {
  let settings: ClusteringSettings
  let seed: UInt64
  /// Where the settings of the method stand, such as `method.kmeans`, for errors.
  let key: String

  /// The most batches of crops that pixels are drawn from.
  private static let mostBatches = 256
  /// Batches up to which every image is seen.
  private static let fewBatches = 64
  /// The steps whose crops are used come after those of any training.
  private static let firstStep = 1 << 40

  /// Features of pixels, drawn evenly from crops of all images. Processes that compute together share the crops. Pixels without
  /// data and those that labels leave out are passed over, as are those near the border of a crop, whose surroundings are cut.
  /// - Parameters:
  ///   - share: of the samples that the settings name, 0...1.
  ///   - progress: is told the done part of the clustering, which is half of it at the end.
  ///   - features: of a batch's first views. Shapes: [N, S, S, C] to [N, H, W, C].
  /// - Returns: [n, C].
  /// - Throws: what reading an image throws.
  func samples(
    from sampler: PairSampler, geometry: TileGeometry, share: Double = 1, context: ComputeContext,
    progress: (_ fraction: Double) -> Void = { _ in }, features: (Tensor) -> FeatureMap
  ) throws -> Tensor {
    let wanted = max(1, Int(share * Double(settings.samples)))
    let side = sampler.input.cropSize
    func map(_ batch: Int) throws -> (features: Tensor, counted: [Float]?) {
      let (crops, counted) = try sampler.crops(step: Self.firstStep + batch, context: context)
      let map = features(crops).applied(context: context)
      return (map, counted?.atMiddles(height: map.shape.height, width: map.shape.width).values)
    }
    let first = try map(0)
    let channels = first.features.shape.channels
    let places = places(on: first.features.shape, geometry: geometry, side: side)
    // Places that each see the whole crop are all taken, since every crop is much work.
    let most = Self.seesAll(geometry, side: side) ? places.count : max(1, places.count / 2)
    let needed = (wanted + sampler.pairs * most - 1) / (sampler.pairs * most)
    let batches = min(max(needed, min(sampler.stepsPerEpoch, Self.fewBatches)), Self.mostBatches)
    let each = min(most, (wanted + batches * sampler.pairs - 1) / (batches * sampler.pairs))
    let values = try context.communicator.map(batches) { batch in
      let (map, counted) = batch == 0 ? first : try map(batch)
      let shape = map.shape
      var values: [Float] = []
      values.reserveCapacity(sampler.pairs * each * channels)
      map.withUnsafeBuffer { source in
        for n in 0..<shape.batch {
          var random = RandomSource(seed: seed ^ 0xC1_05, stream: UInt64(batch * sampler.pairs + n))
          let usable = places.filter { place in
            counted.map { $0[(n * shape.height + place.y) * shape.width + place.x] != 0 } ?? true
          }
          for place in usable.shuffled(using: &random).prefix(each) {
            let at = ((n * shape.height + place.y) * shape.width + place.x) * channels
            values += source[at..<at + channels]
          }
        }
      }
      progress(0.5 * Double(batch + 1) / Double(batches))
      return values
    }
    let count = values.reduce(0) { $0 + $1.count }
    var samples = Tensor([count / max(1, channels), channels])
    samples.withUnsafeMutableBuffer { target in
      var place = 0
      for part in values {
        _ = target[place...].update(fromContentsOf: part)
        place += part.count
      }
    }
    return samples
  }

  /// The places of a crop's features that see little or nothing beyond the crop; those of its inner half at least, and all where
  /// each sees the whole crop.
  private func places(on shape: Shape, geometry: TileGeometry, side: Int) -> [(y: Int, x: Int)] {
    func inner(_ length: Int) -> Range<Int> {
      let margin =
        Self.seesAll(geometry, side: side) ? 0 : min((geometry.reach * length + side - 1) / side, length / 4)
      return margin..<length - margin
    }
    return inner(shape.height).flatMap { y in inner(shape.width).map { (y, $0) } }
  }

  /// Whether each place of a crop's features may see all of the crop.
  private static func seesAll(_ geometry: TileGeometry, side: Int) -> Bool { geometry.reach >= side }

  /// Clusters samples for each of some maps.
  /// - Parameters:
  ///   - maps: the clusters wanted of each; a map of none is left out.
  ///   - starts: how often k-means begins anew; nil for what the settings say.
  ///   - seedOffset: another one begins with other centroids.
  ///   - progress: is told the done part of the clustering, which is half of it at the beginning.
  /// - Throws: `SettingError` where there are fewer samples than clusters.
  func clusters(
    of samples: Tensor, maps: KeyValuePairs<String, Int>, starts: Int? = nil, seedOffset: UInt64 = 0,
    context: ComputeContext, progress: (_ fraction: Double) -> Void = { _ in }
  ) throws -> ClusteredFeatures {
    let n = samples.shape[0]
    let maps = maps.filter { $0.value > 0 }
    for (name, clusters) in maps where clusters > n {
      throw SettingError(
        key: "\(key).\(name == MapName.main ? "classes" : "overclusters")", value: "\(clusters)",
        requirement: "at most \(n), the number of places that were drawn")
    }
    let projection = LinearProjection(settings, of: samples, context: context)
    let features = projection(samples, context: context)
    var centroids: [String: Tensor] = [:]
    var variances: [String: Float] = [:]
    var assignments: [String: [Int32]] = [:]
    for (index, (name, clusters)) in maps.enumerated() {
      var kMeans = KMeans(clusters: clusters)
      kMeans.seed = seed &+ seedOffset
      kMeans.starts = starts ?? settings.starts
      kMeans.iterations = settings.iterations
      let result = kMeans.fit(features, context: context) {
        progress(0.5 + 0.5 * (Double(index) + $0) / Double(maps.count))
      }
      centroids[name] = result.centroids
      let variance = Float(result.inertia / Double(features.count))
      if NearestCentroid.allows(variance: variance) { variances[name] = variance }
      assignments[name] = result.labels
    }
    return ClusteredFeatures(
      projection: projection, centroids: centroids, variances: variances, assignments: assignments)
  }
}
