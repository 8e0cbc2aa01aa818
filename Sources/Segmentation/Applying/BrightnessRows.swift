import Basics
import Datasets
import Imaging
import NeuralNet

/// Hands an image's rows on, and keeps their brightness until it is taken.
final class BrightnessRows: RasterSource {
  private let source: any RasterSource
  /// A row each.
  private var kept: [[Float]] = []
  /// For each kept row 1 for each pixel that has data and 0 for the others; nil where weights are not wanted.
  private var weights: [[Float]]?

  /// - Parameter hasWeights: whether pixels may have no data.
  init(_ source: any RasterSource, hasWeights: Bool) {
    self.source = source
    weights = hasWeights ? [] : nil
  }

  var info: RasterInfo { source.info }

  func readRows(_ count: Int) throws -> Raster? {
    let band = try source.readRows(count)
    if let band {
      for y in 0..<band.height {
        weights?.append(
          band.validity.map { $0[y * band.width..<(y + 1) * band.width].map(Float.init) }
            ?? [Float](repeating: 1, count: band.width))
        let pixels = band.floats(x: 0, y: y, width: band.width, height: 1)
        kept.append(
          (0..<band.width).map {
            ChannelConversion.value(pixels, at: $0, from: band.bands, to: 1, channel: 0)
          })
      }
    }
    return band
  }

  /// The brightness of the next `count` rows, which whoever reads the image has passed or will not ask for; and their weights,
  /// none where no weights are wanted.
  /// - Shapes: both [count, width]. Values: 0...1.
  func take(_ count: Int) throws -> (brightness: [Float], weights: [Float]) {
    while kept.count < count, try readRows(count - kept.count) != nil {}
    let taken = min(count, kept.count)
    defer {
      kept.removeFirst(taken)
      weights?.removeFirst(taken)
    }
    return (Array(kept.prefix(taken).joined()), Array((weights ?? []).prefix(taken).joined()))
  }
}
