import Imaging

/// The values that the samples of images of 16 bits have.
package struct UsedValues: Hashable, Sendable, Codable {
  package let least: Int
  package let greatest: Int
  /// The 2nd percentile of all samples.
  package let low: Int
  /// The 98th percentile of all samples.
  package let high: Int

  /// - Parameter samples: all bands as one; nil where there are none.
  init?(_ samples: SampleHistogram) {
    guard let extremes = samples.extremes(of: 0) else { return nil }
    (least, greatest) = (extremes.lowerBound, extremes.upperBound)
    (low, high) = (samples.percentile(2, of: 0), samples.percentile(98, of: 0))
  }

  /// The values in a line.
  var text: String {
    "\(least) to \(greatest) of \(UInt16.max); 2nd percentile \(low), 98th \(high)"
  }
}
