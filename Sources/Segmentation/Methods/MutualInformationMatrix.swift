import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

/// The loss of one K x K matrix of counts: minus the mutual information of the two class variables, with the entropy
/// terms weighted by the entropy weight. Sums in Double.
///
/// Source: Ji, Henriques and Vedaldi 2019, equations 3 and 5; the entropy weight (λ in the published code) multiplies the logarithms of both marginals.
struct MutualInformationMatrix {
  /// Probabilities below this count as this in logarithms, and get no gradient.
  static let floor = Double.ulpOfOne

  private(set) var loss = 0.0
  private(set) var lossWithoutWeight = 0.0
  /// Share of each class, of both maps together; all zero if nothing was counted.
  private(set) var shares: [Double]
  /// With respect to the counts, row-major.
  private(set) var gradient: [Double]
  /// Whether anything was counted. Without counts the loss and the gradient are zero.
  private(set) var isEmpty = false

  /// - Parameters:
  ///   - counts: K x K, row-major, not below zero but for rounding.
  ///   - normalizerIsConstant: whether the gradient takes the total, by which the counts are divided, for a constant.
  init(counts: UnsafeBufferPointer<Double>, classes: Int, entropyWeight: Double, normalizerIsConstant: Bool) {
    shares = [Double](repeating: 0, count: classes)
    gradient = [Double](repeating: 0, count: classes * classes)
    let total = counts.reduce(0, +)
    if total <= 0 {
      isEmpty = true
      return
    }
    var joint = [Double](repeating: 0, count: classes * classes)
    for i in 0..<classes {
      for j in 0..<classes {
        joint[i * classes + j] = (counts[i * classes + j] + counts[j * classes + i]) / (2 * total)
      }
      shares[i] = joint[i * classes..<(i + 1) * classes].reduce(0, +)
    }
    let marginalLogs = shares.map { log($0 < Self.floor ? Self.floor : $0) }
    // Sums of the floored rows; the derivative of the loss by the logarithm of a marginal is minus the entropy weight times these.
    var rowSums = [Double](repeating: 0, count: classes)
    for i in 0..<classes {
      for j in 0...i {
        let index = i * classes + j
        let isFloored = joint[index] < Self.floor
        let p = isFloored ? Self.floor : joint[index]
        let logarithm = log(p)
        let marginals = marginalLogs[i] + marginalLogs[j]
        let twice = i == j ? 1.0 : 2.0
        loss -= twice * p * (logarithm - entropyWeight * marginals)
        lossWithoutWeight -= twice * p * (logarithm - marginals)
        rowSums[i] += p
        if i != j { rowSums[j] += p }
        let slope = isFloored ? 0 : entropyWeight * marginals - logarithm - 1
        gradient[index] = slope
        gradient[j * classes + i] = slope
      }
    }
    let marginalSlopes = (0..<classes).map { shares[$0] < Self.floor ? 0 : entropyWeight * rowSums[$0] / shares[$0] }
    var meanSlope = 0.0
    for i in 0..<classes {
      for j in 0..<classes {
        gradient[i * classes + j] += marginalSlopes[i] + marginalSlopes[j]
        meanSlope += gradient[i * classes + j] * joint[i * classes + j]
      }
    }
    let constant = normalizerIsConstant ? 0 : meanSlope
    for index in gradient.indices { gradient[index] = (gradient[index] - constant) / total }
  }
}
