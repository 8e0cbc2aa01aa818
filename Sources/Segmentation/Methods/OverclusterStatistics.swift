import Basics
import Datasets
import Imaging
import NeuralNet

// K overclusters, C classes of the main head.

/// How often the overclusters of a trained network meet within half a crop's side, and with which classes of the main
/// head they fall together, over crops of the training images.
struct OverclusterStatistics {
  /// Counts of overclusters and those around them, K x K in row-major order.
  private(set) var joint: [Double]
  /// Counts of overclusters and the main head's classes at the same place, K x C in row-major order.
  private(set) var votes: [Double]

  /// Nil when the network has no overclustering head.
  /// - Parameters:
  ///   - sampler: gives the crops; the training images are seen about once, up to `maximumBatches` batches.
  /// - Throws: `ImageIOError` when an image can no longer be read.
  init?(
    _ model: SegmentationModel, sampler: PairSampler, maximumBatches: Int, context: ComputeContext
  ) throws {
    let network = model.network
    let (clusters, classes) = (network.clusters(.overclustering), network.clusters(.main))
    guard clusters > 0 else { return nil }
    joint = [Double](repeating: 0, count: clusters * clusters)
    votes = [Double](repeating: 0, count: clusters * classes)
    // Wider than the loss's window: what shares a place says more here than what shares a border.
    let window = WindowedJoint(radius: max(1, model.configuration.input.cropSize / (2 * network.reduction)))
    for batch in 0..<min(max(4, sampler.stepsPerEpoch), maximumBatches) {
      let crops = try sampler.batch(step: batch, context: context).first
      let (features, _) = network.trunk(crops, state: model.state, mode: .inference, context: context)
      func map(_ head: SegmentationNetwork.Head) -> Tensor {
        network.featureProbabilities(
          features, head: head, subhead: model.subheads[head] ?? 0, state: model.state, context: context)
      }
      let overclusters = map(.overclustering)
      let counts = window.counts(of: PairedMaps(first: overclusters, second: overclusters), context: context)
      for (index, count) in counts.values.enumerated() { joint[index] += Double(count) }
      addVotes(overclusters, of: map(.main))
    }
  }

  /// - Shapes: overclusters [N, H, W, K], classes [N, H, W, C].
  private mutating func addVotes(_ overclusters: Tensor, of classes: Tensor) {
    let (K, C) = (overclusters.shape.channels, classes.shape.channels)
    overclusters.withUnsafeBuffer { overclusters in
      classes.withUnsafeBuffer { classes in
        votes.withUnsafeMutableBufferPointer { votes in
          for place in 0..<overclusters.count / K {
            for k in 0..<K {
              let share = Double(overclusters[place * K + k])
              for c in 0..<C { votes[k * C + c] += share * Double(classes[place * C + c]) }
            }
          }
        }
      }
    }
  }
}
