import NeuralNet

// C channels.

/// The sums of features and of their products, over some of the places of many maps.
package struct FeatureMoments: Sendable {
  /// Places that were seen.
  package private(set) var count = 0.0
  /// The sum of each channel. Shape: [C].
  private(set) var sums: [Double]
  /// The sums of the products of two channels, the second not after the first. Shape: [C, C].
  private(set) var products: [Double]

  package init(channels: Int) {
    sums = [Double](repeating: 0, count: channels)
    products = [Double](repeating: 0, count: channels * channels)
  }

  var channels: Int { sums.count }

  /// Adds what other maps tell.
  package mutating func add(_ other: FeatureMoments) {
    count += other.count
    for index in sums.indices { sums[index] += other.sums[index] }
    for index in products.indices { products[index] += other.products[index] }
  }

  /// The most places of a map that are looked at.
  private static let mostPlaces = 512

  /// Adds features, spread over the map.
  /// - Shapes: [1, H, W, C].
  /// - Parameter isCounted: of a place that is looked at.
  package mutating func add(_ features: Tensor, where isCounted: (_ y: Int, _ x: Int) -> Bool = { _, _ in true }) {
    let (C, width) = (channels, features.shape.width)
    let pixels = features.shape.pixels
    let places = min(pixels, Self.mostPlaces)
    features.withUnsafeBuffer { values in
      products.withUnsafeMutableBufferPointer { products in
        for number in 0..<places {
          let place = number * pixels / places
          guard isCounted(place / width, place % width) else { continue }
          count += 1
          let start = place * C
          for i in 0..<C {
            let value = Double(values[start + i])
            sums[i] += value
            if value == 0 { continue }
            for j in 0...i { products[i * C + j] += value * Double(values[start + j]) }
          }
        }
      }
    }
  }

  /// The mean and the standard deviation of each channel; 1 for a channel that does not vary.
  var spread: (means: [Double], deviations: [Double]) {
    let means = sums.map { $0 / max(1, count) }
    let deviations = means.enumerated().map { channel, mean in
      let variance = products[channel * channels + channel] / max(1, count) - mean * mean
      return variance > 1e-12 ? variance.squareRoot() : 1
    }
    return (means, deviations)
  }
}
