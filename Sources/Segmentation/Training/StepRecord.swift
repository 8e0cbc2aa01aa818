import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

/// What one training step measured.
public struct StepRecord: Codable, Hashable, Sendable {
  /// Counted from 1.
  public var step: Int
  /// Seconds of training up to the end of this step, earlier parts of a resumed run included.
  public var seconds: Double
  public var head: SegmentationNetwork.Head
  /// The loss that was lowered, averaged over sub-heads.
  public var loss: Double
  /// The same with entropy weight 1: minus the mutual information, in nats.
  public var lossWithoutWeight: Double
  /// Entropy of the cluster shares, in nats: the log of the cluster count when all are used alike.
  public var entropy: Double
  /// Share of the pixels in the most frequent cluster, 0...1.
  public var largestShare: Double
  public var learningRate: Double

  static let columns = [
    "step", "seconds", "head", "loss", "loss_without_weight", "entropy", "largest_share", "learning_rate",
  ]

  /// One line of `metrics.csv`, without its end.
  var line: String {
    [
      "\(step)", NumberText.decimal(seconds, 2), head.rawValue, NumberText.decimal(loss, 6),
      NumberText.decimal(lossWithoutWeight, 6),
      NumberText.decimal(entropy, 4), NumberText.decimal(largestShare, 4), "\(learningRate)",
    ].joined(separator: ",")
  }

  /// - Returns: nil when the line is not one of ``columns``' values; steps are counted from 1.
  init?(line: some StringProtocol) {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false)
    guard fields.count == Self.columns.count, let step = Int(fields[0]), (1...1 << 48).contains(step),
      let seconds = Double(fields[1]),
      let head = SegmentationNetwork.Head(rawValue: String(fields[2])), let loss = Double(fields[3]),
      let unweighted = Double(fields[4]), let entropy = Double(fields[5]), let share = Double(fields[6]),
      let rate = Double(fields[7])
    else { return nil }
    self.init(
      step: step, seconds: seconds, head: head, loss: loss, lossWithoutWeight: unweighted, entropy: entropy,
      largestShare: share, learningRate: rate)
  }

  init(step: Int, head: SegmentationNetwork.Head, learningRate: Double) {
    self.init(
      step: step, seconds: 0, head: head, loss: 0, lossWithoutWeight: 0, entropy: 0, largestShare: 0,
      learningRate: learningRate)
  }

  /// Adds one sub-head's measurements.
  mutating func add(_ value: MutualInformationLoss.Evaluation, weight: Double) {
    loss += weight * value.loss
    lossWithoutWeight += weight * value.lossWithoutLambda
    let shares = value.clusterShares.map(Double.init)
    entropy -= weight * shares.reduce(0) { $1 > 0 ? $0 + $1 * log($1) : $0 }
    largestShare += weight * (shares.max() ?? 0)
  }

  package init(
    step: Int, seconds: Double, head: SegmentationNetwork.Head, loss: Double, lossWithoutWeight: Double,
    entropy: Double, largestShare: Double, learningRate: Double
  ) {
    self.step = step
    self.seconds = seconds
    self.head = head
    self.loss = loss
    self.lossWithoutWeight = lossWithoutWeight
    self.entropy = entropy
    self.largestShare = largestShare
    self.learningRate = learningRate
  }
}
