import NeuralNet

// n samples, C features.

/// Labelled pixels with their standardised features, from which a ``LinearProbe`` learns.
struct ProbeSamples: Sendable {
  /// Row by row. Shapes: [n, C].
  private var features: [Float] = []
  /// The class of each sample.
  private(set) var labels: [Int] = []
  /// The image of each sample, or its part of the only image: cross-validation never parts them.
  private(set) var groups: [Int] = []
  /// C.
  let channels: Int

  init(channels: Int) { self.channels = channels }

  var count: Int { labels.count }

  /// Adds samples.
  /// - Parameter features: a row for each.
  /// - Precondition: the numbers fit.
  mutating func add(_ features: ArraySlice<Float>, labels: [Int], groups: [Int]) {
    precondition(
      labels.count == groups.count && features.count == labels.count * channels,
      "\(features.count) features, \(labels.count) labels and \(groups.count) groups of \(channels) channels")
    self.features += features
    self.labels += labels
    self.groups += groups
  }

  /// The samples of these numbers, with the features of `columns` alone.
  func selected(_ samples: [Int], columns: [Range<Int>]) -> (features: Tensor, labels: [Int]) {
    let width = columns.reduce(0) { $0 + $1.count }
    var values: [Float] = []
    values.reserveCapacity(samples.count * width)
    for sample in samples {
      for range in columns {
        values += features[sample * channels + range.lowerBound..<sample * channels + range.upperBound]
      }
    }
    return (Tensor([samples.count, width], values: values), samples.map { labels[$0] })
  }
}
