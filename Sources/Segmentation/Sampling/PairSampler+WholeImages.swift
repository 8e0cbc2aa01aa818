import Basics
import Datasets
import Imaging
import NeuralNet

extension PairSampler {
  /// The pixels of some of the pairs of the batch of one step for a network of whole images: each image of it has
  /// `augmentation.views.repeats` pairs of views.
  ///
  /// The views are crops at places of their own, and nothing tells where the one lies in the other.
  /// - Throws: `ImageIOError` when an image that is not in memory can no longer be read.
  func wholeImages(_ range: Range<Int>, step: Int, context: ComputeContext) throws -> PairBatch {
    let (size, channels, views) = (input.cropSize, images.channels, augmentation.views)
    let distinct = pairs / views.repeats
    let shown = range.lowerBound / views.repeats..<(range.upperBound + views.repeats - 1) / views.repeats
    let order = imageOrder(step * distinct + shown.lowerBound..<step * distinct + shown.upperBound)
    let sources = try images.images(at: order, context: context)
    let readers = try context.parallel.map(sources) { source in
      Result { ViewReader(try source.image.whole(), channels: channels) }
    }.map { try $0.get() }
    let shape = Shape(batch: range.count, height: size, width: size, channels: channels)
    var (first, second) = (context.uninitialized(shape), context.uninitialized(shape))
    let count = size * size * channels
    first.withUnsafeMutableBuffer { first in
      second.withUnsafeMutableBuffer { second in
        nonisolated(unsafe) let (first, second) = (first, second)
        context.forEach(range.count) { place in
          let pair = range.lowerBound + place
          var random = RandomSource(seed: seed, stream: UInt64(step * pairs + pair))
          let reader = readers[pair / views.repeats - shown.lowerBound]
          let own = place * count..<(place + 1) * count
          let isCentred = random.uniform() < views.centred
          let plain = reader.square(side: input.crop, isCentred: isCentred, random: &random)
          reader.copy(plain, size: size, to: UnsafeMutableBufferPointer(rebasing: first[own]))
          let side = views.crops.isEmpty ? input.crop : views.crops[Int(random.next() % UInt64(views.crops.count))]
          var changed = reader.square(side: side, isCentred: false, random: &random)
          changed.turn = augmentation.drawSpatial(&random).inverse
          let target = UnsafeMutableBufferPointer(rebasing: second[own])
          reader.copy(changed, size: size, to: target)
          augmentation.drawColour(&random).apply(to: target, channels: channels)
        }
      }
    }
    return PairBatch(
      first: first, second: second, maps: [AffineMap](repeating: .identity, count: range.count), mask: nil)
  }
}
