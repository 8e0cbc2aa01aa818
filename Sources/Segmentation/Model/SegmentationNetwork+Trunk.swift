import Basics
import Datasets
import Imaging
import NeuralNet

extension SegmentationNetwork {
  /// What the backward pass through the trunk needs.
  public struct TrunkCache: Sendable {
    enum StageCache: Sendable {
      case block(ConvBlock.Cache)
      case pool(FeatureMap)
    }
    var stages: [StageCache]
    /// Whether the maps before the first pooling were given up, to be computed again.
    var isThinned: Bool
  }

  /// The trunk's features.
  /// - Parameter thin: gives up the large maps before the first pooling, which the backward pass then computes again
  ///   (2 % more time with the paper's network and crops of 200 x 200).
  /// - Shapes: input [N, H, W, inputChannels], features [N, H', W', C], half the size after each pooling.
  public func trunk(
    _ input: Tensor, state: NetworkState, mode: Mode, thin: Bool = false, context: ComputeContext
  ) -> (features: FeatureMap, cache: TrunkCache) {
    precondition(
      input.shape.channels == inputChannels, "input \(input.shape) for a network of \(inputChannels) channels")
    var features = FeatureMap(raw: input)
    var caches: [TrunkCache.StageCache] = []
    var isThinned = false
    var hasPooled = false
    for stage in stages {
      switch stage {
      case .block(let block):
        let cache = block.forward(features, state: state, mode: mode, context: context)
        features = cache.output
        // In inference nothing goes back, and each map may be freed as soon as it has been read.
        if mode == .training { caches.append(.block(cache)) }
      case .pool:
        let pooled = FeatureMap(raw: MaxPool2D().forward(features, context: context))
        if mode == .training {
          if thin && !hasPooled && !caches.isEmpty {
            caches = Self.thinned(caches, context: context)
            features = FeatureMap(raw: context.placeholder, affine: features.affine)
            isThinned = true
          }
          caches.append(.pool(features))
        }
        hasPooled = true
        features = pooled
      }
    }
    return (features, TrunkCache(stages: caches, isThinned: isThinned))
  }

  /// Adds to `gradients`; empties `cache` on its way, so that memory is free as soon as it has been used.
  /// - Parameter gradient: with respect to the features.
  public func backward(
    _ gradient: FeatureGradient, cache: inout TrunkCache, state: NetworkState, gradients: inout ParameterStore,
    context: ComputeContext
  ) {
    var gradient = gradient
    for index in stages.indices.reversed() {
      switch (stages[index], cache.stages.removeLast()) {
      case (.block(let block), .block(let saved)):
        let next = block.backward(
          gradient, cache: saved, state: state, gradients: &gradients, wantsInput: index > 0, context: context)
        guard let next else { return }
        gradient = next
      case (.pool, .pool(var input)):
        if cache.isThinned && !stages[..<index].contains(where: \.isPool) {
          input = restore(&cache.stages, state: state, context: context)
          cache.isThinned = false
        }
        gradient = MaxPool2D().backward(gradient.values, input: input, context: context)
      default: preconditionFailure("the cache is of another network")
      }
    }
  }

  /// Moves the running statistics of every batch norm towards those of the batch that `cache` comes from.
  public func commitStatistics(_ cache: TrunkCache, to state: inout NetworkState) {
    for (stage, cache) in zip(stages, cache.stages) {
      if case (.block(let block), .block(let cache)) = (stage, cache) { block.commitStatistics(cache, to: &state) }
    }
  }

  private static func thinned(_ caches: [TrunkCache.StageCache], context: ComputeContext) -> [TrunkCache.StageCache] {
    caches.enumerated().map { index, stage in
      guard case .block(var cache) = stage else { return stage }
      cache.drop(input: index > 0, placeholder: context.placeholder)
      return .block(cache)
    }
  }

  /// Computes the maps before the first pooling again; returns the last of them.
  private func restore(
    _ caches: inout [TrunkCache.StageCache], state: NetworkState, context: ComputeContext
  ) -> FeatureMap {
    var features: FeatureMap?
    for index in caches.indices {
      guard case (.block(let block), .block(var cache)) = (stages[index], caches[index]) else { break }
      block.restore(&cache, input: features, state: state, context: context)
      features = cache.output
      caches[index] = .block(cache)
    }
    guard let features else { preconditionFailure("a pooling begins the trunk") }
    return features
  }
}

extension SegmentationNetwork.Stage {
  var isPool: Bool { if case .pool = self { true } else { false } }
}
