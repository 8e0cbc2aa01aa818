import Foundation
import Imaging
import ProtocolMessages

/// How much of some label maps each cluster covers.
package struct ClusterShares: Sendable {
  /// Pixels of each cluster.
  package private(set) var pixels: [Int]

  package init(clusters: Int) { pixels = [Int](repeating: 0, count: clusters) }

  /// Pixels without a cluster do not count.
  package mutating func add(_ map: LabelMap) {
    for label in map.values where Int(label) < pixels.count { pixels[Int(label)] += 1 }
  }

  package var total: Int { pixels.reduce(0, +) }

  /// The share of each cluster, 0...1; none where no pixel has a cluster.
  package var shares: [Double] { total > 0 ? pixels.map { Double($0) / Double(total) } : [] }

  /// The entropy of the shares, in nats.
  package var entropy: Double { shares.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 } }

  /// The values that show the shares: a scalar for each cluster, the entropy, and a histogram of the numbers of clusters.
  package var values: [TensorBoardSummary.Value] {
    guard total > 0 else { return [] }
    var histogram = TensorBoardSummary.Value()
    histogram.tag = "clusters"
    histogram.histo = self.histogram
    var values = [
      histogram, TrainingValues.scalar("clusters/entropy", entropy),
      TrainingValues.scalar("clusters/used", Double(pixels.count { $0 > 0 })),
    ]
    let digits = String(max(0, pixels.count - 1)).count
    for (cluster, share) in shares.enumerated() {
      let number = String(repeating: "0", count: digits - String(cluster).count) + String(cluster)
      values.append(TrainingValues.scalar("cluster_shares/\(number)", share))
    }
    return values
  }

  /// A bucket for each cluster, around its number.
  package var histogram: TensorBoardHistogram {
    var histogram = TensorBoardHistogram()
    histogram.min = -0.5
    histogram.max = Double(pixels.count) - 0.5
    histogram.num = Double(total)
    for (cluster, count) in pixels.enumerated() {
      histogram.sum += Double(cluster * count)
      histogram.sumSquares += Double(cluster * cluster * count)
      histogram.bucketLimit.append(Double(cluster) + 0.5)
      histogram.bucket.append(Double(count))
    }
    return histogram
  }
}
