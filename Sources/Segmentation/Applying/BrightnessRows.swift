import Basics
import Datasets
import Imaging
import NeuralNet

/// Hands an image's rows on, and keeps their brightness until it is taken.
final class BrightnessRows: RasterSource {
  private let source: any RasterSource
  /// A row each.
  private var kept: [[Float]] = []

  init(_ source: any RasterSource) { self.source = source }

  var info: RasterInfo { source.info }

  func readRows(_ count: Int) throws -> Raster? {
    let band = try source.readRows(count)
    if let band {
      for y in 0..<band.height {
        let pixels = band.floats(x: 0, y: y, width: band.width, height: 1)
        kept.append(
          (0..<band.width).map {
            ChannelConversion.value(pixels, at: $0, from: band.bands, to: 1, channel: 0)
          })
      }
    }
    return band
  }

  /// The brightness of the next `count` rows, which whoever reads the image has passed or will not ask for.
  /// - Shapes: [count, width]. Values: 0...1.
  func takeBrightness(of count: Int) throws -> [Float] {
    while kept.count < count, try readRows(count - kept.count) != nil {}
    defer { kept.removeFirst(min(count, kept.count)) }
    return Array(kept.prefix(count).joined())
  }
}
