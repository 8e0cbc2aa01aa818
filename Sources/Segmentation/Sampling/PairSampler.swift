import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Synchronization

/// Draws batches of image pairs. What it draws for a step depends on the seed and the step alone, so that training
/// can go on from any step.
public struct PairSampler: Sendable {
  /// The images that are drawn from.
  public let images: TrainingImages
  /// How images are prepared.
  public let input: InputConfiguration
  /// How the views of a pair differ.
  public let augmentation: AugmentationConfiguration
  /// Pairs a batch.
  public let pairs: Int
  /// What all draws follow from, together with the number of the step.
  public let seed: UInt64
  /// Whether both views are of whole images, as a network of these needs them.
  public let showsWholeImages: Bool
  /// What the network sees of the views.
  let view: NetworkInput
  /// Where what a pretrained network sees of the views is kept; nil where it sees new views in each step.
  let store: ViewStore?

  /// - Parameters:
  ///   - pretrained: a network whose features are seen in place of pixels; nil for none.
  ///   - folder: keeps these features on disk, where the configuration wants that; nil to keep none.
  public init(
    images: TrainingImages, configuration: TrainingConfiguration, pretrained: BackboneFeatures? = nil,
    folder: URL? = nil
  ) {
    store = folder.flatMap { folder in
      guard let pretrained, configuration.backbone.repeatsViews else { return nil }
      return ViewStore(
        pretrained, pairs: configuration.optimization.pairs, side: configuration.input.cropSize, folder: folder)
    }
    view = NetworkInput(configuration.input, pretrained: pretrained)
    self.images = images
    input = configuration.input
    augmentation = configuration.augmentation
    pairs = configuration.optimization.pairs
    seed = configuration.seed
    showsWholeImages = configuration.network.groupsImages
  }

  /// The batch of one step.
  ///
  /// Images take turns in an order drawn anew for each pass over all of them, so that an epoch sees each once.
  /// - Throws: `ImageIOError` when an image that is not in memory can no longer be read.
  public func batch(step: Int, context: ComputeContext) throws -> PairBatch {
    var batch = try part(0..<pairs, step: step, context: context)
    batch.takeRelevant(context: context)
    return batch
  }

  /// Some of the pairs of the batch of one step. Which of their pixels count is left open, since that depends on the others.
  /// - Throws: `ImageIOError` when an image that is not in memory can no longer be read.
  package func part(_ range: Range<Int>, step: Int, context: ComputeContext) throws -> PairBatch {
    if let store {
      return try store.batch(step: step, part: range, context: context) {
        try pixels(range, step: $0, context: context)
      }
    }
    return try pixels(range, step: step, context: context).seen(by: view, context: context)
  }

  /// The pairs of each of some parts of a batch, which are about as many. All views of an image are in one part.
  package func ranges(parts: Int) -> [Range<Int>] {
    let views = showsWholeImages ? augmentation.views.repeats : 1
    return (0..<parts).map { part in
      let images = part * pairs / views / parts..<(part + 1) * pairs / views / parts
      return images.lowerBound * views..<(part == parts - 1 ? pairs : images.upperBound * views)
    }
  }

  /// The first views of one step, as the network sees them, and which of their pixels have data and are left out by no label; nil
  /// where that is all.
  /// - Shapes: crops [N, S', S', C], validity [N, S, S].
  /// - Throws: `ImageIOError` when an image that is not in memory can no longer be read.
  func crops(step: Int, context: ComputeContext) throws -> (crops: Tensor, validity: Tensor?) {
    let pixels = try pixels(0..<pairs, step: step, context: context)
    return (view(pixels.first, context: context), pixels.validity)
  }

  /// How features of a network lie over the pixels of crops.
  func geometry(of network: Network) -> TileGeometry { view.geometry.followed(by: network.geometry) }

  /// The pixels of some of the pairs of the batch of one step.
  private func pixels(_ range: Range<Int>, step: Int, context: ComputeContext) throws -> PairBatch {
    if showsWholeImages { return try wholeImages(range, step: step, context: context) }
    let size = input.cropSize
    let channels = images.channels
    let turns = step * self.pairs + range.lowerBound..<step * self.pairs + range.upperBound
    let pairs = range.count
    let draws = zip(imageOrder(turns), turns).map { image, turn in
      (image: image, random: RandomSource(seed: seed, stream: UInt64(turn)))
    }
    let sources = try images.images(at: draws.map(\.image), context: context)

    var first = context.uninitialized(Shape(batch: pairs, height: size, width: size, channels: channels))
    var second = first
    var maps = [AffineMap](repeating: .identity, count: pairs)
    let count = size * size * channels
    let area = size * size
    var weights = [Float](repeating: 1, count: images.hasRelevance ? pairs * area : 0)
    var validity = [Float](repeating: 1, count: images.hasNoData ? pairs * area : 0)
    let failures = Mutex([Int: any Error]())
    first.withUnsafeMutableBuffer { first in
      second.withUnsafeMutableBuffer { second in
        maps.withUnsafeMutableBufferPointer { maps in
          weights.withUnsafeMutableBufferPointer { weights in
            validity.withUnsafeMutableBufferPointer { validity in
              nonisolated(unsafe) let (first, second, maps) = (first, second, maps)
              nonisolated(unsafe) let (weights, validity) = (weights, validity)
              context.forEach(pairs) { pair in
                var random = draws[pair].random
                let crop = UnsafeMutableBufferPointer(rebasing: first[pair * count..<(pair + 1) * count])
                let own = pair * area..<(pair + 1) * area
                do {
                  try sources[pair].copyCrop(
                    size: size, scale: augmentation.drawCropScale(&random), random: &random, into: crop,
                    weights: weights.isEmpty ? nil : UnsafeMutableBufferPointer(rebasing: weights[own]),
                    validity: validity.isEmpty ? nil : UnsafeMutableBufferPointer(rebasing: validity[own]))
                } catch {
                  failures.withLock { $0[pair] = error }
                  return
                }
                let copy = UnsafeMutableBufferPointer(rebasing: second[pair * count..<(pair + 1) * count])
                _ = copy.update(from: crop)
                maps[pair] = augmentation.drawSpatial(&random)
                augmentation.drawColour(&random).apply(to: copy, channels: channels)
              }
            }
          }
        }
      }
    }
    if let failure = failures.withLock({ failures in failures.min { $0.key < $1.key } }) { throw failure.value }
    second = AffineResampling.forward(second, maps: maps.map(\.inverse), context: context)
    let isWhole = augmentation.isExact && weights.isEmpty && validity.isEmpty
    var mask =
      isWhole ? nil : AffineResampling.validity(maps: maps, height: size, width: size, context: context)
    // Pixels without data never count.
    if !validity.isEmpty { mask?.multiply(by: validity) }
    var relevantMask = weights.isEmpty ? nil : mask
    relevantMask?.multiply(by: weights)
    var counted = validity.isEmpty && weights.isEmpty ? nil : Tensor([pairs, size, size], repeating: 1)
    for factors in [validity, weights] where !factors.isEmpty { counted?.multiply(by: factors) }
    return PairBatch(
      first: first, second: second, maps: maps, mask: mask, relevantMask: relevantMask, validity: counted)
  }

  /// Steps in which each image is seen once on average, at least 1.
  public var stepsPerEpoch: Int {
    let imagesPerBatch = showsWholeImages ? pairs / augmentation.views.repeats : pairs
    return max(1, (images.count + imagesPerBatch - 1) / imagesPerBatch)
  }

  /// The image of each turn: a new order for every pass over the images.
  func imageOrder(_ turns: Range<Int>) -> [Int] {
    let passes = turns.lowerBound / images.count...(turns.upperBound - 1) / images.count
    let order = passes.flatMap { pass in
      var random = RandomSource(seed: seed, stream: UInt64(pass) | Self.orderStreams)
      return (0..<images.count).shuffled(using: &random)
    }
    let start = turns.lowerBound - passes.lowerBound * images.count
    return Array(order[start..<start + turns.count])
  }

  /// Keeps the streams that order the images apart from those that draw the crops.
  private static let orderStreams: UInt64 = 1 << 62
}

extension Tensor {
  /// Multiplies each element by its own factor.
  fileprivate mutating func multiply(by factors: [Float]) {
    withUnsafeMutableBuffer { values in
      for index in values.indices { values[index] *= factors[index] }
    }
  }
}
