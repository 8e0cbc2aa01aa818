import Basics

// C input channels, P of them after padding, K output channels, T taps.

/// Channels of zeros beside those of an image, so that ``WinogradConvolution`` can compute the first layer of a network.
///
/// Three channels become eight.
enum ChannelPadding {
  /// The channels to which maps are padded; as many as they have when nothing is gained.
  private static func width(_ C: Int, _ geometry: ConvGeometry, _ K: Int) -> Int {
    let P = (C + 7) / 8 * 8
    return WinogradConvolution.fits(geometry, channels: P, outputChannels: K) ? P : C
  }

  /// Lends a map and weights for a forward pass.
  /// - Shapes: weights [T, C, K], lent as [T, P, K].
  static func lend<Result>(
    _ map: FeatureMap, _ weights: UnsafePointer<Float>, _ geometry: ConvGeometry, _ K: Int, _ context: ComputeContext,
    _ body: (PixelSource, _ weights: UnsafePointer<Float>) -> Result
  ) -> Result {
    let C = map.raw.shape.channels
    let P = width(C, geometry, K)
    guard P > C else { return PixelSource.lend(map) { body($0, weights) } }
    let wider = context.filled([geometry.taps * P * K], zeroed: true) { target in
      for tap in 0..<geometry.taps { (target + tap * P * K).update(from: weights + tap * C * K, count: C * K) }
    }
    return PixelSource.lend(padded(map, to: P, context: context)) { source in wider.withPointer { body(source, $0) } }
  }

  /// Lends a map for the pass to the weights, and memory for their gradient, which is then added to `weightGradient`.
  /// - Shapes: weightGradient [T, C, K], lent as [T, P, K].
  static func lend(
    _ map: FeatureMap, _ geometry: ConvGeometry, _ K: Int, adding weightGradient: UnsafeMutablePointer<Float>,
    _ context: ComputeContext, _ body: (PixelSource, _ weightGradient: UnsafeMutablePointer<Float>) -> Void
  ) {
    let C = map.raw.shape.channels
    let P = width(C, geometry, K)
    guard P > C else { return PixelSource.lend(map) { body($0, weightGradient) } }
    context.lendingScratch(geometry.taps * P * K, zeroed: true) { wider in
      PixelSource.lend(padded(map, to: P, context: context)) { body($0, wider) }
      for tap in 0..<geometry.taps {
        for i in 0..<C * K { weightGradient[tap * C * K + i] += wider[tap * P * K + i] }
      }
    }
  }

  /// A map after its batch norm, with channels of zeros behind its own.
  private static func padded(_ map: FeatureMap, to P: Int, context: ComputeContext) -> FeatureMap {
    let values = map.applied(context: context)
    let shape = values.shape
    let C = shape.channels
    let chunk = 4096
    return FeatureMap(
      context.filled(shape.with(channels: P)) { target in
        values.withPointer { values in
          context.forEach((shape.pixels + chunk - 1) / chunk) { index in
            for pixel in index * chunk..<min(shape.pixels, (index + 1) * chunk) {
              let (from, to) = (values + pixel * C, target + pixel * P)
              for c in 0..<P { to[c] = c < C ? from[c] : 0 }
            }
          }
        }
      })
  }
}
