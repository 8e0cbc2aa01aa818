/// The labelled pixels of all images with their features.
struct GatheredPixels: Sendable {
  /// The labels of the samples are places in ``taught``.
  private(set) var samples: ProbeSamples
  /// The classes that have samples, by their numbers.
  let taught: [Int]
  /// Labelled pixels that were left out since they have no data.
  private(set) var withoutData = 0
  /// Images that have samples.
  private(set) var images = 0
  /// Whether all of these images are labelled densely.
  private(set) var isDense = true

  /// Parts of a side of the only image, which cross-validation leaves out in turn.
  private static let parts = 4

  /// - Parameters:
  ///   - parts: of each image the labelled pixels that were drawn, their features row by row, and whether they have data.
  ///   - channels: features of a pixel.
  ///   - classes: the number of classes.
  init(_ parts: [(drawn: LabelledPixels, features: [Float], hasData: [Bool])], channels: Int, classes: Int) {
    var met = [Bool](repeating: false, count: classes)
    for part in parts {
      for (pixel, hasData) in zip(part.drawn.pixels, part.hasData) where hasData { met[pixel.label] = true }
    }
    taught = met.indices.filter { met[$0] }
    var place = [Int](repeating: 0, count: classes)
    for (index, label) in taught.enumerated() { place[label] = index }
    samples = ProbeSamples(channels: channels)
    let filled = parts.filter { $0.hasData.contains(true) }
    images = filled.count
    withoutData = parts.reduce(0) { $0 + $1.hasData.count { !$0 } }
    for (number, part) in filled.enumerated() {
      isDense = isDense && part.drawn.isDense
      for (index, pixel) in part.drawn.pixels.enumerated() where part.hasData[index] {
        let group =
          filled.count > 1
          ? number
          : pixel.y * Self.parts / part.drawn.height * Self.parts + pixel.x * Self.parts / part.drawn.width
        samples.add(
          part.features[index * channels..<(index + 1) * channels], labels: [place[pixel.label]], groups: [group])
      }
    }
  }

  /// The share of the samples of each class that was taught, above 0.
  var shares: [Double] {
    var counts = [Int](repeating: 0, count: taught.count)
    for label in samples.labels { counts[label] += 1 }
    return counts.map { Double($0) / Double(samples.count) }
  }
}
