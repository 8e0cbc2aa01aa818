import Imaging

/// Hands an image's rows on, and keeps their brightness until it is taken.
final class BrightnessRows: ImageRows {
  private let source: any ImageRows
  private var kept: [Float] = []

  init(_ source: any ImageRows) { self.source = source }

  var width: Int { source.width }
  var height: Int { source.height }
  var channels: Int { source.channels }
  var path: String { source.path }

  func readRows(_ count: Int) throws -> RasterImage? {
    let band = try source.readRows(count)
    if let band {
      let pixels = band.floats()
      kept.reserveCapacity(kept.count + band.width * band.height)
      for place in 0..<band.width * band.height {
        kept.append(ChannelConversion.value(pixels, at: place, from: band.channels, to: 1, channel: 0))
      }
    }
    return band
  }

  /// The brightness of the next `count` rows, which whoever reads the image has passed or will not ask for.
  /// - Shapes: [count, width]. Values: 0...1.
  func takeBrightness(of count: Int) throws -> [Float] {
    while kept.count < count * width, try readRows(count - kept.count / width) != nil {}
    defer { kept.removeFirst(min(count * width, kept.count)) }
    return Array(kept.prefix(count * width))
  }
}
