import Basics

/// The basic block of residual networks: two 3x3 convolutions with batch norm, to whose output the input is added.
///
/// A ReLU follows the first batch norm and the sum. Where the channels or the size change, the input goes through a 1x1
/// convolution and a batch norm first.
///
/// - Shapes: input [N, H, W, C], output [N, (H - 1) / stride + 1, (W - 1) / stride + 1, K].
/// - Source: He, Zhang, Ren and Sun, CVPR 2016; parameter names as in torchvision's `BasicBlock`.
public struct ResidualBlock: Layer {
  package let first: ConvBlock
  package let second: ConvBlock
  /// Nil where the input is added as it is.
  package let shortcut: ConvBlock?

  /// The maps of the branches, and the statistics of their batch norms.
  public struct Cache: Sendable {
    fileprivate var inner, outer: FeatureMap
    fileprivate var shortcut: FeatureMap?
    fileprivate var firstStatistics, secondStatistics: BatchStatistics
    fileprivate var shortcutStatistics: BatchStatistics?
  }

  /// - Parameters:
  ///   - stride: that of the first convolution.
  ///   - tracksStatistics: whether inference normalises by running statistics.
  ///   - name: the name of the module, before those of its parts.
  public init(
    inputChannels: Int, outputChannels: Int, stride: Int = 1, tracksStatistics: Bool = true, name: String,
    in layout: inout NetworkLayout
  ) {
    first = ConvBlock(
      inputChannels: inputChannels, outputChannels: outputChannels, stride: stride, tracksStatistics: tracksStatistics,
      names: ("\(name).conv1", "\(name).bn1"), in: &layout)
    second = ConvBlock(
      inputChannels: outputChannels, outputChannels: outputChannels, rectified: false,
      tracksStatistics: tracksStatistics, names: ("\(name).conv2", "\(name).bn2"), in: &layout)
    shortcut =
      inputChannels == outputChannels && stride == 1
      ? nil
      : ConvBlock(
        inputChannels: inputChannels, outputChannels: outputChannels, kernelSize: 1, stride: stride, rectified: false,
        tracksStatistics: tracksStatistics, names: ("\(name).downsample.0", "\(name).downsample.1"), in: &layout)
  }

  public func initialize(_ state: inout NetworkState, random: inout RandomSource) {
    first.initialize(&state, random: &random)
    second.initialize(&state, random: &random)
    shortcut?.initialize(&state, random: &random)
  }

  public var geometry: TileGeometry { first.geometry.followed(by: second.geometry) }
  public var backwardReadsOutput: Bool { false }

  public func forward(_ input: FeatureMap, state: NetworkState, mode: Mode, context: ComputeContext) -> (
    output: FeatureMap, cache: Cache
  ) {
    let inner = first.forward(input, state: state, mode: mode, context: context)
    let outer = second.forward(inner.output, state: state, mode: mode, context: context)
    let side = shortcut?.forward(input, state: state, mode: mode, context: context)
    let cache = Cache(
      inner: inner.output, outer: outer.output, shortcut: side?.output, firstStatistics: inner.cache,
      secondStatistics: outer.cache, shortcutStatistics: side?.cache)
    let sum = MapSum.rectified(outer.output, side?.output ?? input, context: context)
    return (sum, cache)
  }

  public func recomputedOutput(
    of input: FeatureMap, cache: Cache, state: NetworkState, context: ComputeContext
  ) -> FeatureMap {
    MapSum.rectified(cache.outer, cache.shortcut ?? input, context: context)
  }

  public func backward(
    _ gradient: FeatureGradient, input: FeatureMap, output: FeatureMap, cache: Cache, state: NetworkState,
    gradients: inout ParameterStore, wantsInput: Bool, context: ComputeContext
  ) -> FeatureGradient? {
    let inner = second.backward(
      FeatureGradient(gradient.values, of: cache.outer, context: context), input: cache.inner, output: cache.outer,
      cache: cache.secondStatistics, state: state, gradients: &gradients, wantsInput: true, context: context)
    guard let inner else { preconditionFailure("the gradient of the inner map was asked for") }
    var result = first.backward(
      inner, input: input, output: cache.inner, cache: cache.firstStatistics, state: state, gradients: &gradients,
      wantsInput: wantsInput, context: context)
    let side: FeatureGradient?
    if let shortcut, let map = cache.shortcut, let statistics = cache.shortcutStatistics {
      side = shortcut.backward(
        FeatureGradient(gradient.values, of: map, context: context), input: input, output: map, cache: statistics,
        state: state, gradients: &gradients, wantsInput: wantsInput, context: context)
    } else {
      side = wantsInput ? FeatureGradient(gradient.values, of: input, context: context) : nil
    }
    if let side { result?.add(side) }
    return result
  }

  public func commitStatistics(_ cache: Cache, to state: inout NetworkState) {
    first.commitStatistics(cache.firstStatistics, to: &state)
    second.commitStatistics(cache.secondStatistics, to: &state)
    if let statistics = cache.shortcutStatistics { shortcut?.commitStatistics(statistics, to: &state) }
  }
}
