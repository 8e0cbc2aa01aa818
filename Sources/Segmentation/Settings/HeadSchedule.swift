import Basics
import Datasets
import Imaging
import NeuralNet

/// Which head a step trains: the heads take turns.
public struct HeadSchedule: Codable, Hashable, Sendable {
  public enum Turn: String, Codable, Sendable { case step, epoch }

  /// How long a turn lasts.
  public var turn = Turn.step
  /// The head that begins.
  public var begins = SegmentationNetwork.Head.overclustering

  public init() {}

  /// The head of one step.
  /// - Parameters:
  ///   - heads: the heads the network has.
  ///   - stepsPerEpoch: length of an epoch.
  package func head(step: Int, stepsPerEpoch: Int, heads: [SegmentationNetwork.Head]) -> SegmentationNetwork.Head {
    guard heads.count == 2 else { return .main }
    let turns = turn == .step ? step : step / stepsPerEpoch
    return turns.isMultiple(of: 2) == (begins == .main) ? .main : .overclustering
  }
}
