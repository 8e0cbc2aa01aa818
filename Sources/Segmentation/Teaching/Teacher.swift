import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

// C features, K classes.

/// Teaches a classifier on a model's features by few labels.
package struct Teacher: Sendable {
  /// An image and where its labels come from.
  package struct LabelledImage: Sendable {
    package var image: ImageFolder.Item
    package var labels: LabelSource

    package init(image: ImageFolder.Item, labels: LabelSource) {
      self.image = image
      self.labels = labels
    }
  }

  /// A part of the work.
  package enum Stage: Sendable { case readingLabels, measuring, teaching }

  /// What teaching gives.
  package struct Outcome: Sendable {
    package let model: SegmentationModel
    /// Classes without a labelled pixel.
    package let missing: [NamedClass]
    /// Labelled pixels that have no data.
    package let pixelsWithoutData: Int
    /// Images that could not be used.
    package let failures: [FileFailure]
  }

  package let model: SegmentationModel
  package let settings: TeachingSettings
  package var options = DecodingOptions()

  /// - Throws: `SettingError`, also for features that the model does not have.
  package init(_ model: SegmentationModel, settings: TeachingSettings) throws {
    guard !model.groupsImages else { throw SegmentationError.groupsImages }
    try settings.validate()
    let possible = LayeredFeatures.kinds(of: model.base)
    try SettingCheck.require(
      settings.features.map { Set(possible).isSuperset(of: $0) } ?? true, "features",
      (settings.features ?? []).map(\.rawValue).joined(separator: ","),
      "some of \(possible.map(\.rawValue).joined(separator: ", ")), which this model has")
    self.model = model
    self.settings = settings
  }

  /// - Parameters:
  ///   - images: all images, labelled or not; features are standardised by some of them.
  ///   - classes: of the labels, by their numbers.
  ///   - begins: is told of each stage and how much work it is.
  ///   - progress: is called after each piece of work.
  /// - Throws: ``TeachingError``, `DatasetError.unusable` where no labelled image can be used.
  package func teach(
    _ images: [ImageFolder.Item], labelled: [LabelledImage], classes: [NamedClass], parallel: Parallel,
    begins: (Stage, _ total: Int) -> Void = { _, _ in }, progress: @Sendable () -> Void = {}
  ) throws -> Outcome {
    begins(.readingLabels, labelled.count)
    let most = max(200, TeachingSettings.pixels / max(1, labelled.count))
    let (drawn, wrong) = parallel.attempt(Array(labelled.enumerated()), path: { $1.labels.path }, progress: progress) {
      index, entry in
      try LabelledPixels(
        classes: classes.count, most: most, random: RandomSource(seed: settings.seed, stream: UInt64(index)),
        next: entry.labels.rows(of: entry.image, options: options))
    }
    let usable = zip(labelled, drawn).compactMap { entry, drawn in drawn.map { (image: entry.image, drawn: $0) } }
    if usable.isEmpty, let first = wrong.first { throw DatasetError.unusable(first, others: wrong.count - 1) }

    let kinds =
      settings.features
      ?? LayeredFeatures.kinds(of: model.base).filter { kind in
        kind == own || (usable.count > 1 && kind != .last)
      }
    let looked = sample(of: images, with: usable.map(\.image))
    let untrained =
      kinds.contains(.untrained)
      ? (model.base as? TrunkFeatures).map {
        UntrainedTrunk.state(like: $0, images: looked.map(\.url), input: model.input, options: options)
      } : nil
    let features = LayeredFeatures(kinds, of: model.base, untrained: untrained, bands: model.input.channels)
    let reader = FeatureReader(features: features, input: model.input, options: options)
    begins(.measuring, looked.count + usable.count)
    let every = stride(looked)
    let (measured, unread) = parallel.attempt(looked, path: \.url.path, progress: progress) {
      try reader.statistics(of: $0.url, every: every)
    }
    guard let statistics = Self.sum(measured), !statistics.contains(where: \.isEmpty) else {
      if let first = unread.first { throw DatasetError.unusable(first, others: unread.count - 1) }
      throw TeachingError.noData
    }
    let projections = statistics.map { statistics in
      let (means, deviations) = statistics.meansAndDeviations
      return StandardizedProjection(mean: means, deviation: deviations)
    }
    let (found, unseen) = parallel.attempt(usable, path: \.image.url.path, progress: progress) { entry in
      try reader.features(at: entry.drawn.pixels, of: entry.image.url, projections: projections)
    }
    // An image that cannot be decoded fails twice.
    var listed: Set<String> = []
    let failures = (wrong + unseen + unread).filter { listed.insert($0.path).inserted }
    let gathered = GatheredPixels(
      zip(usable, found).compactMap { entry, found in found.map { (entry.drawn, $0.values, $0.hasData) } },
      channels: features.channels.reduce(0, +), classes: classes.count)
    guard !gathered.taught.isEmpty else {
      if let first = failures.first { throw DatasetError.unusable(first, others: failures.count - 1) }
      throw gathered.withoutData > 0 ? TeachingError.onlyWithoutData(gathered.withoutData) : TeachingError.nothing
    }
    guard gathered.taught.count > 1 else { throw TeachingError.oneClass(classes[gathered.taught[0]].name) }

    let fitted = fit(
      gathered, features: features, reader: reader, projections: projections, looked: looked, parallel: parallel,
      begins: begins, progress: progress)
    let missing = classes.indices.filter { !gathered.taught.contains($0) }.map { classes[$0] }
    let teaching = TeachingDescription(
      classes: classes, taught: gathered.taught, images: gathered.images, pixels: gathered.samples.count,
      penalty: fitted.choice.penalty, estimate: fitted.estimate)
    return Outcome(
      model: taught(fitted.probe, fitted.choice, untrained: untrained, teaching), missing: missing,
      pixelsWithoutData: gathered.withoutData, failures: failures)
  }

  /// The kind of the model's own features that is used first.
  var own: FeatureKind { LayeredFeatures.kinds(of: model.base).contains(.layers) ? .layers : .last }

  /// The labelled images, and others spread evenly.
  private func sample(of images: [ImageFolder.Item], with labelled: [ImageFolder.Item]) -> [ImageFolder.Item] {
    func spread(_ items: [ImageFolder.Item], _ count: Int) -> [ImageFolder.Item] {
      (0..<min(count, items.count)).map { items[$0 * items.count / min(count, items.count)] }
    }
    let own = Set(labelled.map(\.url))
    let first = spread(labelled, TeachingSettings.statisticsImages)
    return first + spread(images.filter { !own.contains($0.url) }, TeachingSettings.statisticsImages - first.count)
  }

  /// One tile of so many is looked at, so that large images take no longer.
  private func stride(_ looked: [ImageFolder.Item]) -> Int {
    let pixels = looked.reduce(0) { sum, item in
      let info = try? RasterFile.info(of: item.url, options: options)
      return sum + (info.map { model.input.scaled($0.width) * model.input.scaled($0.height) } ?? 0)
    }
    return max(1, pixels / TeachingSettings.statisticsPixels)
  }

  private static func sum(_ all: [[ChannelStatistics]?]) -> [ChannelStatistics]? {
    let known = all.compactMap { $0 }
    guard var sum = known.first else { return nil }
    for other in known.dropFirst() { for index in sum.indices { sum[index].add(other[index]) } }
    return sum
  }

  /// The model with the classifier in place of its heads.
  private func taught(
    _ probe: LinearProbe, _ choice: ProbeChoice, untrained: NetworkState?, _ teaching: TeachingDescription
  ) -> SegmentationModel {
    var description = model.description
    description.method = Self.method
    description.maps = [ClusterMap(Self.map, .scores)]
    description.segmentation.head = Self.map
    description.segmentation.smoothingRadius = settings.smoothingRadius
    description.teaching = teaching
    var network: Network?
    var state = model.state
    var base = description.features.base
    if case .trunk(let configuration, _) = base, let old = model.network {
      base = .trunk(configuration, heads: [])
      let trunk = Network(configuration, heads: [], inputChannels: old.inputChannels)
      network = trunk
      state = model.state.adapted(to: trunk.layout)
    }
    description.features = .scores(of: base, kinds: choice.features)
    return SegmentationModel(
      description, network: network, state: state, centroids: [:], pretrained: model.pretrained, probe: probe,
      untrained: choice.features.contains(.untrained)
        ? network.flatMap { trunk in untrained?.adapted(to: trunk.layout) } : nil)
  }

  /// What the descriptions of taught models call the method and their map.
  static let method = "teach"
  static let map = "classes"
}

extension NetworkState {
  /// The weights and statistics that another layout has too.
  fileprivate func adapted(to layout: NetworkLayout) -> NetworkState {
    var result = NetworkState(layout)
    result.take(from: self)
    return result
  }
}
