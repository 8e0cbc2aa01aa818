import Basics
import NeuralNet

// K overclusters, C classes of the main head.

/// How often the overclusters of a trained network meet within half a crop's side, and with which classes of the main
/// head they fall together, over crops of the training images. Overclusters of whole images meet where two views of an image
/// fall into them.
struct OverclusterStatistics {
  /// Counts of overclusters and those around them, K x K in row-major order.
  private(set) var joint: [Double]
  /// Counts of overclusters and the main head's classes at the same place, K x C in row-major order.
  private(set) var votes: [Double]

  /// - Parameters:
  ///   - heads: places of the two heads among the network's.
  ///   - copies: the copy of each head that is used.
  ///   - radius: of the window in which clusters meet, in features. Wider than the loss's window: what shares a place says
  ///     more here than what shares a border.
  ///   - sampler: gives the crops; the training images are seen about once, up to `maximumBatches` batches. Features whose
  ///     middle does not count are left out.
  ///   - progress: is told the done part, 0...1.
  /// - Throws: what reading an image throws.
  init(
    network: Network, state: NetworkState, heads: (classes: Int, overclusters: Int),
    copies: (classes: Int, overclusters: Int), radius: Int, sampler: PairSampler, maximumBatches: Int,
    context: ComputeContext, progress: (_ fraction: Double) -> Void
  ) throws {
    let (clusters, classes) = (network.heads[heads.overclusters].clusters, network.heads[heads.classes].clusters)
    joint = [Double](repeating: 0, count: clusters * clusters)
    votes = [Double](repeating: 0, count: clusters * classes)
    let window = WindowedJoint(radius: network.groupsImages ? 0 : radius)
    let batches = min(max(4, sampler.stepsPerEpoch), maximumBatches)
    let pairs = clusters * clusters
    let parts = try context.communicator.map(batches) { batch in
      progress(Double(batch) / Double(batches))
      let crops = try sampler.batch(step: batch, context: context)
      let (features, _) = network.trunk(crops.first, state: state, mode: .inference, context: context)
      let overclusters = network.featureProbabilities(
        features, head: heads.overclusters, copy: copies.overclusters, state: state, context: context)
      var around = overclusters
      if network.groupsImages {
        let (other, _) = network.trunk(crops.second, state: state, mode: .inference, context: context)
        around = network.featureProbabilities(
          other, head: heads.overclusters, copy: copies.overclusters, state: state, context: context)
      }
      let validity = crops.validity?.atMiddles(height: overclusters.shape.height, width: overclusters.shape.width)
      let counts = window.counts(
        of: PairedMaps(first: overclusters, second: around, mask: validity), context: context)
      let main = network.featureProbabilities(
        features, head: heads.classes, copy: copies.classes, state: state, context: context)
      return counts.values.map { Double($0) } + Self.votes(overclusters, of: main, validity: validity?.values)
    }
    for part in parts {
      for index in joint.indices { joint[index] += part[index] }
      for index in votes.indices { votes[index] += part[pairs + index] }
    }
  }

  /// With which classes overclusters fall together.
  /// - Shapes: overclusters [N, H, W, K], classes [N, H, W, C], validity [N, H, W], result K x C.
  static func votes(_ overclusters: Tensor, of classes: Tensor, validity: [Float]? = nil) -> [Double] {
    let (K, C) = (overclusters.shape.channels, classes.shape.channels)
    var votes = [Double](repeating: 0, count: K * C)
    overclusters.withUnsafeBuffer { overclusters in
      classes.withUnsafeBuffer { classes in
        votes.withUnsafeMutableBufferPointer { votes in
          for place in 0..<overclusters.count / K where validity.map({ $0[place] != 0 }) ?? true {
            for k in 0..<K {
              let share = Double(overclusters[place * K + k])
              for c in 0..<C { votes[k * C + c] += share * Double(classes[place * C + c]) }
            }
          }
        }
      }
    }
    return votes
  }
}
