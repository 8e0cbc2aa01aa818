import Basics
import Datasets
import Imaging
import NeuralNet

// N images, K clusters.

/// Tells which cluster each image belongs to, with a trained model of whole images.
public struct ImageGrouper: Sendable {
  /// The model of whole images.
  public let model: SegmentationModel
  /// What the clusters are of.
  public let map: ClusterMap
  /// Clusters that images are told apart into, K.
  public let clusters: Int
  private let features: any FeatureExtractor
  private let classifier: any PixelClassifier

  /// Images that the network sees at once: as many as have some million pixels, at most 64.
  private var batch: Int { max(1, min(64, (1 << 22) / (model.input.cropSize * model.input.cropSize))) }

  /// - Parameter name: the name of the map; nil for that of the model's configuration.
  /// - Throws: ``GroupingError/segmentsPixels``, ``SegmentationError/mapMissing(_:known:)``.
  public init(_ model: SegmentationModel, map name: String? = nil) throws {
    guard model.groupsImages else { throw GroupingError.segmentsPixels }
    let name = name ?? Segmenter.defaultMap(of: model)
    guard let map = model.description.map(named: name) else {
      throw SegmentationError.mapMissing(name, known: model.description.maps.map(\.name))
    }
    self.model = model
    self.map = map
    features = model.features
    classifier = model.classifier(of: map)
    clusters = model.clusters(of: map)
  }

  /// The cluster of each image that can be read, in the order of `items`.
  /// - Parameter progress: is called after each image.
  public func group(
    _ items: [ImageFolder.Item], options: DecodingOptions = .init(), context: ComputeContext,
    progress: @Sendable () -> Void = {}
  ) -> (images: [GroupedImage], failures: [FileFailure]) {
    var images: [GroupedImage] = []
    var failures: [FileFailure] = []
    for start in stride(from: 0, to: items.count, by: batch) {
      let part = Array(items[start..<min(items.count, start + batch)])
      let (views, failed) = context.parallel.attempt(part, path: \.url.path, progress: progress) {
        try view(of: $0, options: options)
      }
      failures += failed
      let read = zip(part, views).compactMap { item, view in view.map { (item, $0) } }
      guard !read.isEmpty else { continue }
      let probabilities = probabilities(of: read.map { $0.1 }, context: context)
      images += zip(read, probabilities).map { GroupedImage($0.0, probabilities: $1) }
    }
    return (images, failures)
  }

  /// The middle of an image, as the network sees it.
  private func view(of item: ImageFolder.Item, options: DecodingOptions) throws -> [Float] {
    let input = model.input
    let image = try TrainingImages.load(item.url, input.preparation, sizing: input, options: options)
    if image.validity?.contains(1) == false {
      throw FileFailure(path: item.url.path, reason: TrainingImages.withoutData)
    }
    guard ChannelConversion.isPossible(from: image.bands, to: input.channels) else {
      throw SegmentationError.channelsMissing(
        path: item.url.path, channels: image.bands, needed: input.channels)
    }
    let reader = ViewReader(image, channels: input.channels)
    let count = input.cropSize * input.cropSize * input.channels
    return [Float](unsafeUninitializedCapacity: count) { target, initialized in
      target.initialize(repeating: 0)
      reader.copy(reader.middle(side: input.crop), size: input.cropSize, to: target)
      initialized = count
    }
  }

  /// - Returns: for each view the K probabilities.
  private func probabilities(of views: [[Float]], context: ComputeContext) -> [[Float]] {
    let (input, count) = (model.input, views.count)
    let pixels = Tensor(
      Shape(batch: count, height: input.cropSize, width: input.cropSize, channels: input.channels),
      values: Array(views.joined()))
    var values = classifier.probabilities(features.features(pixels, context: context), context: context)
    if let grouping = map.grouping { values = values.summed(into: grouping.groups, count: grouping.count) }
    let all = values.values
    return (0..<count).map { Array(all[$0 * clusters..<($0 + 1) * clusters]) }
  }
}
