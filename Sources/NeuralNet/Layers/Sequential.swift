import Basics

/// A list of layers that run one after another: a whole network, or the trunk that several heads share.
///
/// ```swift
/// var layout = NetworkLayout()
/// let network = Sequential([
///   ConvBlock(inputChannels: 3, outputChannels: 32, names: ("0", "1"), in: &layout),
///   MaxPool2D(),
///   Conv2D(inputChannels: 32, outputChannels: 10, kernelSize: 1, name: "4", in: &layout),
/// ])
/// ```
public struct Sequential: Layer {
  /// The layers in order. An inner `Sequential` is replaced by its layers.
  public let layers: [any Layer]
  /// Whether a forward pass in training mode drops the large maps before the first pooling. The backward pass recomputes
  /// them. This takes far less memory, and 2 % more time for the network of the paper and crops of 200 x 200.
  public var recomputesEarlyMaps: Bool
  public let geometry: TileGeometry
  /// The number of layers before the first pooling.
  private let earlyCount: Int

  /// The maps and the caches of all layers, for the backward pass. Empty after inference.
  public struct Cache: Sendable {
    /// The input, and the output of each layer.
    fileprivate var maps: [FeatureMap] = []
    fileprivate var caches: [any Sendable] = []
    /// Whether the maps before the first pooling must be recomputed.
    fileprivate var recomputes = false
  }

  /// The layers in their order; a sequence among them is replaced by its layers.
  public init(_ layers: [any Layer], recomputesEarlyMaps: Bool = false) {
    let layers = layers.flatMap { ($0 as? Sequential)?.layers ?? [$0] }
    self.layers = layers
    self.recomputesEarlyMaps = recomputesEarlyMaps
    geometry = layers.reduce(.identity) { $0.followed(by: $1.geometry) }
    earlyCount = layers.firstIndex { $0.geometry.reduction > 1 } ?? 0
  }

  public var backwardReadsOutput: Bool { false }

  public func initialize(_ state: inout NetworkState, random: inout RandomSource) {
    for layer in layers { layer.initialize(&state, random: &random) }
  }

  public func forward(_ input: FeatureMap, state: NetworkState, mode: Mode, context: ComputeContext) -> (
    output: FeatureMap, cache: Cache
  ) {
    var map = input
    var cache = Cache()
    for (index, layer) in layers.enumerated() {
      let (output, kept) = layer.erasedForward(map, state: state, mode: mode, context: context)
      // Inference has no backward pass, so each map can be freed after the next layer has read it.
      if mode == .training {
        cache.maps.append(map)
        cache.caches.append(kept)
        if recomputesEarlyMaps && index == earlyCount { giveUpEarlyMaps(&cache, context: context) }
      }
      map = output
    }
    if mode == .training { cache.maps.append(map) }
    return (map, cache)
  }

  /// The outputs of all layers in inference.
  package func outputs(_ input: FeatureMap, state: NetworkState, context: ComputeContext) -> [FeatureMap] {
    var outputs: [FeatureMap] = []
    for layer in layers {
      outputs.append(
        layer.erasedForward(outputs.last ?? input, state: state, mode: .inference, context: context).output)
    }
    return outputs
  }

  public func backward(
    _ gradient: FeatureGradient, input: FeatureMap, output: FeatureMap, cache: Cache, state: NetworkState,
    gradients: inout ParameterStore, wantsInput: Bool, context: ComputeContext
  ) -> FeatureGradient? {
    var cache = cache
    return backward(
      gradient, emptying: &cache, state: state, gradients: &gradients, wantsInput: wantsInput, context: context)
  }

  /// Adds the gradients of all parameters to `gradients`. Empties `cache` step by step to free its memory early.
  /// - Parameter gradient: the gradient with respect to the output of a forward pass in training mode.
  /// - Returns: the gradient with respect to the input; nil when it is not needed.
  @discardableResult
  public func backward(
    _ gradient: FeatureGradient, emptying cache: inout Cache, state: NetworkState, gradients: inout ParameterStore,
    wantsInput: Bool = false, context: ComputeContext
  ) -> FeatureGradient? {
    precondition(
      cache.caches.count == layers.count,
      "a cache of \(cache.caches.count) layers for a network of \(layers.count); inference leaves none, and a backward "
        + "pass empties it")
    defer { cache = Cache() }
    var gradient = gradient
    for (index, layer) in zip(layers.indices, layers).reversed() {
      var output = cache.maps.removeLast()
      if !layer.backwardReadsOutput { output = FeatureMap(raw: context.placeholder) }
      if cache.recomputes && index == earlyCount { recomputeEarlyMaps(&cache, state: state, context: context) }
      let kept = cache.caches.removeLast()
      let next = layer.erasedBackward(
        gradient, input: cache.maps[index], output: output, cache: kept, state: state, gradients: &gradients,
        wantsInput: wantsInput || index > 0, context: context)
      guard let next else { return nil }
      gradient = next
    }
    return gradient
  }

  public func commitStatistics(_ cache: Cache, to state: inout NetworkState) {
    for (layer, kept) in zip(layers, cache.caches) { layer.erasedCommit(kept, to: &state) }
  }

  /// Drops the maps before the first pooling, which the backward pass recomputes.
  private func giveUpEarlyMaps(_ cache: inout Cache, context: ComputeContext) {
    guard earlyCount > 0 else { return }
    for index in 1...earlyCount { cache.maps[index] = FeatureMap(raw: context.placeholder) }
    cache.recomputes = true
  }

  private func recomputeEarlyMaps(_ cache: inout Cache, state: NetworkState, context: ComputeContext) {
    for index in 0..<earlyCount {
      cache.maps[index + 1] = layers[index].erasedRecomputedOutput(
        of: cache.maps[index], cache: cache.caches[index], state: state, context: context)
    }
    cache.recomputes = false
  }
}

// The caches of different layers have different types, so they are stored without them and cast back for each layer.
extension Layer {
  fileprivate func erasedForward(
    _ input: FeatureMap, state: NetworkState, mode: Mode, context: ComputeContext
  ) -> (output: FeatureMap, cache: any Sendable) {
    let (output, cache) = forward(input, state: state, mode: mode, context: context)
    return (output, cache)
  }

  fileprivate func erasedRecomputedOutput(
    of input: FeatureMap, cache: any Sendable, state: NetworkState, context: ComputeContext
  ) -> FeatureMap {
    recomputedOutput(of: input, cache: found(cache), state: state, context: context)
  }

  fileprivate func erasedBackward(
    _ gradient: FeatureGradient, input: FeatureMap, output: FeatureMap, cache: any Sendable, state: NetworkState,
    gradients: inout ParameterStore, wantsInput: Bool, context: ComputeContext
  ) -> FeatureGradient? {
    backward(
      gradient, input: input, output: output, cache: found(cache), state: state, gradients: &gradients,
      wantsInput: wantsInput, context: context)
  }

  fileprivate func erasedCommit(_ cache: any Sendable, to state: inout NetworkState) {
    commitStatistics(found(cache), to: &state)
  }

  private func found(_ cache: any Sendable) -> Cache {
    guard let cache = cache as? Cache else { preconditionFailure("the cache belongs to another network") }
    return cache
  }
}
