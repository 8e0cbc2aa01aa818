import NeuralNet

/// How often the overclusters of a trained network meet within a quarter of a crop's side, over crops of the training
/// images.
struct OverclusterStatistics {
  /// Counts, K x K in row-major order.
  private(set) var joint: [Double]

  /// Nil when the network has no overclustering head.
  /// - Parameters:
  ///   - sampler: gives the crops; the training images are seen about once, up to `maximumBatches` batches.
  /// - Throws: `ImageIOError` when an image can no longer be read.
  init?(
    _ model: SegmentationModel, sampler: PairSampler, maximumBatches: Int, context: ComputeContext
  ) throws {
    let head = SegmentationNetwork.Head.overclustering
    let clusters = model.network.clusters(head)
    guard clusters > 0 else { return nil }
    joint = [Double](repeating: 0, count: clusters * clusters)
    // Wider than the loss's window: what shares a place says more here than what shares a border.
    let radius = max(1, model.configuration.input.cropSize / (4 * model.network.reduction))
    let window = WindowedJoint(radius: radius)
    for batch in 0..<min(max(4, sampler.stepsPerEpoch), maximumBatches) {
      let crops = try sampler.batch(step: batch, context: context).first
      let (features, _) = model.network.trunk(crops, state: model.state, mode: .inference, context: context)
      let map = model.network.featureProbabilities(
        features, head: head, subhead: model.subheads[head] ?? 0, state: model.state, context: context)
      let counts = window.counts(of: PairedMaps(first: map, second: map), context: context)
      for (index, count) in counts.values.enumerated() { joint[index] += Double(count) }
    }
  }
}
