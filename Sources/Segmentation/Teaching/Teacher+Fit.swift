import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

extension Teacher {
  /// A classifier that has learned, and how it was chosen.
  struct Fitted {
    let probe: LinearProbe
    let choice: ProbeChoice
    let estimate: TeachingDescription.Estimate?
  }

  /// Chooses features and penalty by cross-validation, and learns from all samples.
  /// - Parameters:
  ///   - features: all kinds of features that the samples have.
  ///   - looked: images for the shares of the classes.
  func fit(
    _ gathered: GatheredPixels, features: LayeredFeatures, reader: FeatureReader,
    projections: [StandardizedProjection], looked: [ImageFolder.Item], parallel: Parallel,
    begins: (Stage, Int) -> Void, progress: @Sendable () -> Void
  ) -> Fitted {
    let columns = Self.columns(of: features)
    let K = gathered.taught.count
    let shares = gathered.shares
    let importance = settings.classWeights == .balanced ? shares.map { 1 / (Double(K) * $0) } : nil
    let validation = ProbeValidation(
      samples: gathered.samples, columns: columns, classes: K, importance: importance)
    let choices = choices(gathered, among: features.kinds)
    begins(.teaching, choices.count + 1)
    var (choice, estimate) = (choices[0], TeachingDescription.Estimate?.none)
    if validation.isPossible {
      let best = validation.best(of: choices, parallel: parallel, progress: progress)
      choice = best.choice
      estimate = TeachingDescription.Estimate(
        pixelAccuracy: best.scores.pixelAccuracy, meanIoU: best.scores.meanIoU,
        groups: Set(gathered.samples.groups).count, isBetweenImages: gathered.images > 1)
    }
    let context = ComputeContext(threads: parallel.threads)
    let ranges = choice.features.flatMap { columns[$0] ?? [] }
    let (values, labels) = gathered.samples.selected(Array(0..<gathered.samples.count), columns: ranges)
    var fit = ProbeFit(
      values, labels: labels, classes: K, penalty: choice.penalty, importance: importance, context: context)
    if settings.prior == .estimated {
      let learned = importance == nil ? shares : shares.map { _ in 1 / Double(K) }
      let found = self.shares(fit, learned, reader: reader, projections, ranges, looked: looked, parallel: parallel)
      for k in 0..<K { fit.biases[k] += log(Float(max(found[k], 1e-6) / learned[k])) }
    }
    progress()
    return Fitted(
      probe: Self.probe(fit, features: features, choice, projections: projections), choice: choice, estimate: estimate)
  }

  /// What cross-validation chooses from, what is mostly best first; where it is not possible, the first is taken.
  ///
  /// Parts of one image say little about others, so they do not decide about features.
  /// - Parameter all: the kinds of features that the samples have.
  private func choices(_ gathered: GatheredPixels, among all: [FeatureKind]) -> [ProbeChoice] {
    let kinds =
      settings.features.map { [$0] }
      ?? (gathered.images == 1 ? [[own]] : [all, [own, .context], all.filter { $0 != own }])
    let penalties = settings.penalty.map { [$0] } ?? TeachingSettings.penalties(gathered)
    return kinds.flatMap { kinds in penalties.map { ProbeChoice(features: kinds, penalty: $0) } }
  }

  /// The columns of each kind of features in samples.
  private static func columns(of features: LayeredFeatures) -> [FeatureKind: [Range<Int>]] {
    var columns: [FeatureKind: [Range<Int>]] = [:]
    var start = 0
    for kind in features.kinds {
      for channels in features.channels(of: kind) {
        columns[kind, default: []].append(start..<start + channels)
        start += channels
      }
    }
    return columns
  }

  private static func probe(
    _ fit: ProbeFit, features: LayeredFeatures, _ choice: ProbeChoice, projections: [StandardizedProjection]
  ) -> LinearProbe {
    let K = fit.biases.count
    var maps: [FeatureKind: [StandardizedProjection]] = [:]
    var next = 0
    for kind in features.kinds {
      let count = features.channels(of: kind).count
      maps[kind] = Array(projections[next..<next + count])
      next += count
    }
    let chosen = choice.features.flatMap { maps[$0] ?? [] }
    let C = chosen.reduce(0) { $0 + $1.channels }
    var start = 0
    let weights = chosen.map { projection in
      defer { start += projection.channels }
      return Tensor(
        [K, projection.channels],
        values: (0..<K).flatMap { fit.weights[$0 * C + start..<$0 * C + start + projection.channels] })
    }
    return LinearProbe(chosen, weights: weights, biases: fit.biases)
  }

  /// Pixels of each image by which the shares of the classes are found.
  private static let pixelsForShares = 500

  /// The shares of the classes in images, as a classifier finds them.
  private func shares(
    _ fit: ProbeFit, _ learned: [Double], reader: FeatureReader, _ projections: [StandardizedProjection],
    _ ranges: [Range<Int>], looked: [ImageFolder.Item], parallel: Parallel
  ) -> [Double] {
    let C = reader.features.channels.reduce(0, +)
    let (found, _) = parallel.attempt(Array(looked.enumerated()), path: \.1.url.path) { index, item in
      let info = try RasterFile.info(of: item.url, options: options)
      var random = RandomSource(seed: settings.seed, stream: ~UInt64(index))
      let pixels = (0..<Self.pixelsForShares).map { _ in
        LabelledPixels.Pixel(
          x: Int.random(in: 0..<info.width, using: &random), y: Int.random(in: 0..<info.height, using: &random),
          label: 0)
      }
      return try reader.features(at: pixels, of: item.url, projections: projections)
    }
    var samples = ProbeSamples(channels: C)
    for part in found.compactMap({ $0 }) {
      for (index, hasData) in part.hasData.enumerated() where hasData {
        samples.add(part.values[index * C..<(index + 1) * C], labels: [0], groups: [0])
      }
    }
    let (values, _) = samples.selected(Array(0..<samples.count), columns: ranges)
    return ClassShares.estimate(
      fit.probabilities(values, context: ComputeContext(threads: parallel.threads)), learned: learned)
  }
}
