import Basics
import Foundation
import Imaging

/// How well clusters and classes agree as divisions of the pixels, whatever the match between them.
///
/// Pixels that no cluster was given count as one more cluster. All sums are of Doubles, since the pairs of some billions of
/// pixels do not fit an Int.
package struct ClusteringAgreement {
  private let joint: [Double]
  private let clusters: [Double]
  private let classes: [Double]
  private let pixels: Double

  package init(_ cells: [ConfusionMatrix.Cell]) {
    // Pixels without a cluster have the last place.
    let clusterCount = cells.reduce(0) { $1.cluster == Label.none ? $0 : max($0, Int($1.cluster) + 1) }
    let place = { (cluster: UInt16) in cluster == Label.none ? clusterCount : Int(cluster) }
    var clusters = [Double](repeating: 0, count: clusterCount + 1)
    var classes = [Double](repeating: 0, count: (cells.map { Int($0.label) }.max() ?? -1) + 1)
    for cell in cells {
      clusters[place(cell.cluster)] += Double(cell.pixels)
      classes[Int(cell.label)] += Double(cell.pixels)
    }
    joint = cells.map { Double($0.pixels) }
    marginals = cells.map { (clusters[place($0.cluster)], classes[Int($0.label)]) }
    self.clusters = clusters.filter { $0 > 0 }
    self.classes = classes.filter { $0 > 0 }
    pixels = joint.reduce(0, +)
  }

  private let marginals: [(cluster: Double, label: Double)]

  /// Agreement on which pairs of pixels belong together, above chance: 1 for equal divisions, about 0 for independent ones,
  /// negative for worse; 1 where both put everything together.
  ///
  /// - Source: Hubert and Arabie, Comparing partitions, Journal of Classification 2, 1985.
  package var adjustedRandIndex: Double {
    func pairs(_ counts: [Double]) -> Double { counts.reduce(0) { $0 + $1 * ($1 - 1) / 2 } }
    let (together, byCluster, byClass) = (pairs(joint), pairs(clusters), pairs(classes))
    let all = pixels * (pixels - 1) / 2
    guard all > 0 else { return 1 }
    let expected = byCluster / all * byClass
    let greatest = (byCluster + byClass) / 2
    return greatest > expected ? (together - expected) / (greatest - expected) : 1
  }

  /// Mutual information over the mean of both entropies, 0...1; 1 where both put everything together.
  ///
  /// - Source: Vinh, Epps and Bailey, JMLR 11, 2010, the arithmetic mean; as in scikit-learn.
  package var normalizedMutualInformation: Double {
    func entropy(_ counts: [Double]) -> Double {
      counts.reduce(0) { $0 - $1 / pixels * (log($1) - log(pixels)) }
    }
    if clusters.count <= 1 && classes.count <= 1 { return 1 }
    var information = 0.0
    for (count, marginal) in zip(joint, marginals) {
      information += count / pixels * (log(count) + log(pixels) - log(marginal.cluster) - log(marginal.label))
    }
    let normalizer = (entropy(clusters) + entropy(classes)) / 2
    // Independent divisions leave the rounding of the logarithms.
    guard information > Double.ulpOfOne, normalizer > 0 else { return 0 }
    return min(1, information / normalizer)
  }
}
